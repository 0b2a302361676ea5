"""`feedback routing train`: make the text model anew from what the package carries."""

from pathlib import Path

import click

from feedback_service.routing import training
from feedback_service.routing.text_model import MODEL_FILE, TextModel


@click.command("train")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("feedback_service/routing/data") / MODEL_FILE,
    show_default=True,
    help="Nơi ghi tệp mô hình.",
)
def train_command(*, out: Path) -> None:
    """Huấn luyện lại mô hình đọc nội dung từ dữ liệu đi kèm mã nguồn; mất khoảng hai phút."""
    content = training.train(lambda done: click.echo(f"Vòng {done}", err=True))
    out.write_bytes(content)
    model = TextModel.read(content)
    click.echo(f"{out}: {model.version}, {len(content):,} byte, {len(model.kinds)} loại cơ quan.")
