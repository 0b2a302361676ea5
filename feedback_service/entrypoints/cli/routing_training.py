"""`feedback routing train`: the models of text, from what is shipped or was decided here."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction
from feedback_service.identity.service import Vault
from feedback_service.oversight import learning
from feedback_service.routing import offramp_training, training
from feedback_service.routing.commands import TrainingState
from feedback_service.routing.offramp_model import MODEL_FILE as DOORS_FILE
from feedback_service.routing.text_model import MODEL_FILE, TextModel

# Mail and pages go first.
NICENESS = 10
OUTCOMES = {
    TrainingState.IN_FORCE: "Đã cài mô hình mới.",
    TrainingState.REFUSED: "Mô hình mới kém hơn nên giữ mô hình cũ.",
    TrainingState.SCARCE: f"Chưa đủ {learning.LEAST_CASES} hồ sơ đã có kết quả nên chưa học được.",
    TrainingState.STOPPED: "Lần huấn luyện này đã bị coi là gián đoạn; mô hình cũ vẫn dùng.",
}


@click.command("train")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("feedback_service/routing/data") / MODEL_FILE,
    show_default=True,
    help=f"Nơi ghi tệp mô hình đi kèm mã nguồn; {DOORS_FILE} nằm cùng thư mục.",
)
@click.option(
    "--installation", is_flag=True, help="Học từ hồ sơ đã có kết quả của bản cài đặt này."
)
@click.option("--nightly", is_flag=True, hidden=True)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@click.pass_context
def train_command(
    context: click.Context, *, out: Path, installation: bool, nightly: bool, as_json: bool
) -> None:
    """Huấn luyện lại mô hình đọc nội dung từ dữ liệu đi kèm mã nguồn, hoặc từ hồ sơ ở đây."""
    if installation:
        context.invoke(_train_here, nightly=nightly, as_json=as_json)
        return
    for path, train, kinds in (
        (out, training.train, "loại cơ quan"),
        (out.with_name(DOORS_FILE), offramp_training.train, "cửa"),
    ):
        content = train(lambda done: click.echo(f"Vòng {done}", err=True))
        path.write_bytes(content)
        model = TextModel.read(content)
        click.echo(f"{path}: {model.version}, {len(content):,} byte, {len(model.kinds)} {kinds}.")


@with_appcontext
def _train_here(*, nightly: bool, as_json: bool) -> None:
    if nightly:
        os.nice(NICENESS)
    vault = Vault(current_app.extensions["feedback.keys"])
    with transaction():
        number = learning.begin(by_hand=not nightly, now=clock.now())
    if number is None:
        return
    try:
        taught = learning.teach(vault, number)
    except BaseException:
        with transaction():
            learning.give_up(number, now=clock.now())
        raise
    with transaction():
        state = learning.end(vault, number, taught, now=clock.now())
    if as_json:
        print_json({"training": number, "state": state, **taught.figures})
        return
    figures = taught.figures
    click.echo(f"Lần {number}: {OUTCOMES[state]}")
    click.echo(
        f"Học từ {figures['learned']} hồ sơ, thử trên {figures['kept_back']} hồ sơ để riêng."
    )
    for name, label in (("before", "Cũ"), ("after", "Mới")):
        if name in figures:
            here, shipped = figures[name]["cases"], figures[name]["shipped"]
            click.echo(
                f"{label}: đúng {here['right']}/{here['texts']} hồ sơ, "
                f"{shipped['right']}/{shipped['texts']} ví dụ đi kèm."
            )
