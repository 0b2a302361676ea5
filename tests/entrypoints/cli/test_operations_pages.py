"""What the pages for operators tell them to type does what the pages say.

One operator follows the pages from an empty machine to an incident, on SQLite, and another one the
page on PostgreSQL. Lines that change a whole machine are each checked, and none is left out.
"""

import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import make_url

from feedback_service.app import create_app
from feedback_service.entrypoints.cli import main
from feedback_service.entrypoints.cli.doctor import running
from feedback_service.entrypoints.web.intake import BIGGEST_BODY
from feedback_service.foundation.database import db
from feedback_service.letters.press import PACKAGES
from tests.support.clock import FrozenClock
from tests.support.installation import PASSPHRASE
from tests.support.page_client import PageClient
from tests.support.pages import FOLDER, PAGES, SAMPLES, Line, blocks, lines, mentioned
from tests.support.sources import ROOT

PLACES = ("/srv/feedback", "/var/backups/feedback", "/media/keys")
ONE_MACHINE = ("one-machine.md", "backup.md", "upgrade.md", "incidents.md")
PSQL = "sudo -u postgres psql --command "


class Operator:
    """Types what a page says, in a machine of folders."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch, clock: FrozenClock) -> None:
        self.root, self.patch, self.clock = root, patch, clock
        self.places = {rf"(?<![\w/]){place}": f"{root}{place}" for place in PLACES}

    def follow(self, page: Path) -> None:
        """Type every line but those of the machine."""
        for line in lines(page):
            if not line.is_of_the_machine:
                self.type(line)

    def type(self, line: Line) -> None:
        """Type one line; it must end well."""
        typed = line.text
        for place, here in self.places.items():
            typed = re.sub(place, here, typed)
        # Two backups of one second would have one name.
        self.clock.move(seconds=1)
        words = Line(line.page, typed).words
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.patch.setenv(name, value)
        elif words[0] == "feedback":
            self.feedback(line, words[1:])
        else:
            done = subprocess.run(
                ["/bin/bash", "-c", typed],
                cwd=self.root,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"

    def feedback(self, line: Line, words: list[str]) -> None:
        """Run a command of ours in this process."""
        may_fail = words[-2:] == ["||", "true"]
        made: list[Flask] = []
        info = ScriptInfo(create_app=lambda: made.append(create_app()) or made[0])
        done = CliRunner().invoke(main, words[:-2] if may_fail else words, obj=info)
        for app in made:
            # What the end of a process would do.
            with app.app_context():
                db.engine.dispose()
        assert done.exit_code == 0 or may_fail, f"{line}\n{done.output}{done.stderr}"
        assert not done.exception or isinstance(done.exception, SystemExit), line


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> Operator:
    """Somebody before a machine on which the lines of the machine have been typed."""
    for name in [n for n in os.environ if n.startswith("FEEDBACK_") and "TEST" not in n]:
        monkeypatch.delenv(name)
    for place in PLACES:
        (tmp_path / place[1:]).mkdir(mode=0o700, parents=True)
    (tmp_path / "media/keys/passphrase.txt").write_text(PASSPHRASE)
    # Nobody's mail leaves this machine, and how full its disk is says nothing of the pages.
    monkeypatch.setenv("FEEDBACK_MAIL_URL", f"file://{tmp_path}/mail")
    monkeypatch.setattr(running, "LEAST_FREE", 0)
    return Operator(tmp_path, monkeypatch, clock)


@pytest.mark.slow
def test_an_operator_gets_from_an_empty_machine_through_an_incident(operator: Operator) -> None:
    for page in ONE_MACHINE:
        operator.follow(FOLDER / page)


@pytest.mark.slow
@pytest.mark.postgresql
def test_an_operator_deploys_backs_up_and_restores_on_postgresql(operator: Operator) -> None:
    cluster = make_url(os.environ["FEEDBACK_TEST_DATABASE_URL"])
    server = cluster.set(drivername="postgresql").render_as_string(hide_password=False)
    host = str(cluster.query.get("host") or cluster.host)
    # The same role and password, wherever the cluster of the tests listens.
    operator.places[r"@127\.0\.0\.1/(\w+)"] = rf"@/\1?host={host}"
    secret = "python3 -c \"import secrets; print('FEEDBACK_SECRET_KEY=' + secrets.token_hex(32))\""
    begin = [
        "export FEEDBACK_INSTANCE=/srv/feedback",
        f"{secret} >> /srv/feedback/settings.env",
        "chmod 600 /srv/feedback/settings.env",
        "feedback keys create --passphrase-file /media/keys/passphrase.txt",
        "mv /srv/feedback/keys/custodian.key /media/keys/custodian.key",
    ]
    with psycopg.connect(server, autocommit=True) as link:
        try:
            for text in begin:
                operator.type(Line("one-machine.md", text))
            for line in lines(FOLDER / "postgresql.md"):
                if line.text.startswith(PSQL):
                    link.execute(line.words[-1].encode())
                else:
                    operator.type(line)
        finally:
            for statement in (
                "DROP DATABASE IF EXISTS phananh WITH (FORCE)",
                "DROP DATABASE IF EXISTS phananh_moi WITH (FORCE)",
                "DROP ROLE IF EXISTS phananh",
            ):
                link.execute(statement)


def units() -> dict[str, str]:
    """Return the units for systemd that are shipped, by name."""
    return {
        file.name: file.read_text(encoding="utf-8")
        for pattern in ("*.service", "*.timer")
        for file in SAMPLES.glob(pattern)
    }


def names_shipped_units(line: Line) -> bool:
    wanted = re.findall(r"feedback-[a-z]+(?:\.timer)?", line.text)
    full = [name if "." in name else f"{name}.service" for name in wanted]
    return bool(full) and set(full) <= set(units())


def installs_what_is_locked(line: Line) -> bool:
    lock = (ROOT / line.words[-1]).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9].*==", lock, re.MULTILINE)
    return bool(packages) and lock.count("--hash=sha256:") >= len(packages)


def copies_what_is_shipped(line: Line) -> bool:
    return all((ROOT / word).is_file() for word in line.words[2:-1])


def makes_the_folders_of_the_units(line: Line) -> bool:
    folders = {word for word in line.words if word.startswith("/")}
    written = re.findall(r"^ReadWritePaths=(.*)$", "\n".join(units().values()), re.MULTILINE)
    return folders == {folder for paths in written for folder in paths.split()}


def is_the_user_of_the_units(line: Line) -> bool:
    services = [text for name, text in units().items() if name.endswith(".service")]
    return all(f"User={line.words[-1]}\n" in text for text in services)


def is_the_environment_of_the_units(line: Line) -> bool:
    started = re.findall(r"^ExecStart=(\S+)", "\n".join(units().values()), re.MULTILINE)
    return bool(started) and set(started) == {f"{line.words[-1]}/bin/feedback"}


def is_a_project(line: Line) -> bool:
    tools = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8")
    return "setuptools" in tools and (ROOT / "pyproject.toml").is_file()


def brings_what_the_press_needs(line: Line) -> bool:
    return set(PACKAGES) <= set(line.text.split())


def is_checked_by(_line: Line) -> bool:
    return True


# Every line of the machine, and what is checked of it.
CHECKS: dict[str, Callable[[Line], bool]] = {
    r"sudo useradd .*": is_the_user_of_the_units,
    r"sudo -u feedback python3\.11 -m venv .*": is_the_environment_of_the_units,
    r"sudo -u feedback \S+/pip install --require-hashes -r .*": installs_what_is_locked,
    r"sudo -u feedback \S+/pip install --no-deps --no-build-isolation \.": is_a_project,
    r"sudo install -d -m 700 -o feedback -g feedback .*": makes_the_folders_of_the_units,
    r"sudo apt-get install --no-install-recommends libpango.*": brings_what_the_press_needs,
    r"sudo cp docs/operations/samples/.*": copies_what_is_shipped,
    r"sudo systemctl (enable --now|start|stop|restart) feedback-.*": names_shipped_units,
    r"sudo systemctl (daemon-reload|reload nginx)": is_checked_by,
    r"sudo journalctl -u .*": names_shipped_units,
    r"sudo journalctl --vacuum-size=200M": is_checked_by,
    # Below: test_the_sample_for_nginx_is_what_nginx_takes.
    r"sudo nginx -t": is_checked_by,
    r"sudo timedatectl (status|set-ntp true)": is_checked_by,
    # Above: typed on a real server.
    r"sudo -u postgres psql --command .*": is_checked_by,
    # Below: test_what_is_asked_with_curl_answers.
    r"curl --fail http://127\.0\.0\.1:8000/health/ready": is_checked_by,
}


def test_no_line_of_the_machine_is_left_unchecked() -> None:
    found = [line for page in PAGES for line in lines(page) if line.is_of_the_machine]
    met = {line: [p for p in CHECKS if re.fullmatch(p, line.text)] for line in found}

    assert [str(line) for line, patterns in met.items() if len(patterns) != 1] == []
    assert [str(line) for line, (p,) in met.items() if not CHECKS[p](line)] == []
    assert set(CHECKS) == {pattern for patterns in met.values() for pattern in patterns}


def test_every_page_with_commands_is_followed() -> None:
    with_commands = {page.name for page in PAGES if lines(page)}

    assert with_commands == {*ONE_MACHINE, "postgresql.md"}
    # A block in another language would be left out silently.
    assert {language for page in PAGES for language, _ in blocks(page)} == {"sh"}


def test_every_command_named_in_a_sentence_exists_with_its_options() -> None:
    unknown = []
    for page in PAGES:
        for text in mentioned(page):
            command: click.Command = main
            words = text.split()[1:]
            while words and isinstance(command, click.Group):
                command = command.get_command(
                    click.Context(command), words.pop(0)
                ) or click.Command("")
            options = {name for parameter in command.params for name in parameter.opts}
            asked = {word.split("=")[0] for word in words if word.startswith("--")} - {"--help"}
            if not command.name or not asked <= options:
                unknown.append(f"{page.name}: {text}")

    assert unknown == []


def test_what_is_asked_with_curl_answers(client: PageClient) -> None:
    assert client.get("/health/ready").status_code == 200


@pytest.mark.slow
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in units().items():
        # Neither the program nor its user is on this machine.
        here = text.replace("/opt/feedback/venv/bin/feedback", "/bin/true")
        (tmp_path / name).write_text(here.replace("User=feedback", f"User={getpass.getuser()}"))
        keys = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
        assert name.endswith(".timer") or keys["ProtectSystem"] == "strict"
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed here")
    said = subprocess.run(
        [program, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr) == (0, "")


def server_blocks(text: str) -> list[str]:
    """Return the `server` blocks of a configuration of nginx."""
    return re.split(r"^server \{", text, flags=re.MULTILINE)[1:]


def test_reporters_paths_are_written_into_no_log() -> None:
    text = (SAMPLES / "nginx.conf").read_text(encoding="utf-8")
    plain, secure = server_blocks(text)

    assert r"~^/(submit|track)  0;" in text
    assert "access_log off;" in plain
    assert re.findall(r"access_log (.*);", secure) == [
        "/var/log/nginx/feedback.log feedback if=$feedback_loggable"
    ]
    # A line about an error would hold address and path.
    assert text.count("error_log /dev/null crit;") == 2
    assert "$remote_addr" not in re.findall(r"log_format.*", text)[0]
    caddy = (SAMPLES / "Caddyfile").read_text(encoding="utf-8")
    assert re.findall(r"^\tlog (\w+) \{", caddy, re.MULTILINE) == ["default"]
    assert "request delete" in caddy


def test_a_visitor_cannot_claim_another_address_and_uploads_pass() -> None:
    nginx = (SAMPLES / "nginx.conf").read_text(encoding="utf-8")
    caddy = (SAMPLES / "Caddyfile").read_text(encoding="utf-8")

    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "$proxy_add_x_forwarded_for" not in nginx
    assert "header_up X-Forwarded-For {remote_host}" in caddy
    assert re.search(r"client_max_body_size 27m;", nginx)
    assert re.search(r"max_size 27MiB", caddy)
    assert BIGGEST_BODY == 26 * 1024 * 1024


def test_the_sample_for_nginx_is_what_nginx_takes(tmp_path: Path) -> None:
    text = (SAMPLES / "nginx.conf").read_text(encoding="utf-8")
    bare = re.sub(r"#.*|'[^']*'", "", text)
    statements = [s.strip() for s in re.split(r"[;{}]", bare) if s.strip()]
    assert bare.count("{") == bare.count("}")
    assert all(re.match(r"[a-z~]", s) for s in statements)
    assert not [
        line for line in bare.splitlines() if line.strip() and line.rstrip()[-1] not in ";{}"
    ]
    program = shutil.which("nginx")
    if program is None:
        # Read above as far as a reader can; nginx itself is not installed here.
        return
    certificate = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    places = ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", *certificate, *places], capture_output=True, check=True
    )
    site = text.replace("/etc/ssl/feedback", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    said = subprocess.run(
        [program, "-t", "-c", str(whole), "-e", str(tmp_path / "error.log")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr


def test_the_sample_for_caddy_is_whole(tmp_path: Path) -> None:
    text = (SAMPLES / "Caddyfile").read_text(encoding="utf-8")
    program = shutil.which("caddy")

    bare = re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
    assert bare.count("{") == bare.count("}")
    assert not [line for line in bare.splitlines() if re.match(r" ", line)]
    if program is not None:
        said = subprocess.run(
            [program, "validate", "--adapter", "caddyfile", "--config", str(SAMPLES / "Caddyfile")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr
