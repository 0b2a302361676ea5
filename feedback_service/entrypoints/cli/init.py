"""`feedback init`: the reference data of a province, from what the package carries."""

import click
from flask.cli import with_appcontext

from feedback_service.agencies import queries
from feedback_service.deadlines.service import seed_reference
from feedback_service.entrypoints.cli.agencies import seed_reference_data
from feedback_service.entrypoints.cli.rows import JSON_HELP, print_json
from feedback_service.foundation import clock
from feedback_service.foundation.database import transaction


@click.command("init", short_help="Nạp dữ liệu gốc của một tỉnh: cơ quan, thủ tục, lịch, thời hạn.")
@click.option("--province", required=True, metavar="MÃ", help="Mã tỉnh, thành phố, như 33.")
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
@with_appcontext
def init_command(province: str, *, as_json: bool) -> None:
    """Tạo danh bạ cơ quan, địa bàn, danh mục thủ tục, lịch và thời hạn; chạy lại không đổi gì."""
    added = lay_down(province)
    if as_json:
        print_json({"province": province, "added": added})
        return
    served = queries.installation()
    click.echo(f"Đã cài đặt cho {served.province_name} (mã {served.province_code}).")


def lay_down(province: str) -> dict[str, int]:
    """Add what is missing of the reference data; return rows added by part."""
    with transaction():
        added = seed_reference_data(province, clock.now())
        seed_reference()
    return added
