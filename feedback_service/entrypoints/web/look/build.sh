#!/bin/sh
# Compiles the stylesheet and copies the vendored files into ../static and the tests. Needed only after a change in this folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static="$here/../static"
vendor="$here/../../../../tests/browser/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm init --yes >/dev/null
npm install --no-audit --no-fund --ignore-scripts \
  govuk-frontend@6.6.0 @fontsource/be-vietnam-pro@5.3.0 axe-core@4.14.1 sass@1.108.2

mkdir -p "$static/css" "$static/js" "$static/fonts" "$static/licences" "$vendor"
npx sass --style=compressed --no-source-map --quiet-deps \
  --load-path="$work/node_modules" --load-path="$here" "$here/site.scss" "$static/css/site.css"
sed 's|//# sourceMappingURL=.*$||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
  >"$static/js/govuk-frontend.min.js"
for subset in latin vietnamese; do
  for weight in 400 700; do
    cp "node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$static/fonts/"
  done
done
cp node_modules/@fontsource/be-vietnam-pro/LICENSE "$static/licences/be-vietnam-pro-OFL.txt"
cp node_modules/axe-core/axe.min.js "$vendor/axe.min.js"
cp node_modules/axe-core/LICENSE "$vendor/axe-LICENSE.txt"
ls -l "$static/css" "$static/js"
