"""Which cases a term is for, on which article it rests, and what people are told of it.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ADDED = ("article", "words", "agency_code", "category", "kind", "province_code")
UNIQUE_BEFORE = "uq_terms_code_valid_from"
UNIQUE = "scope"
RENEW = "UPDATE reference_mark SET mark = lower(hex(randomblob(16)))"
TERMS = sa.table("terms", sa.column("code", sa.String), sa.column("words", sa.Text))
WORDS = {
    "forward": "Phản ánh của bạn được chuyển đến cơ quan có thẩm quyền chậm nhất ngày này.",
    "answer": "Cơ quan giải quyết phải trả lời bạn chậm nhất ngày này.",
    "answer_legal_document": "Cơ quan ban hành văn bản phải trả lời bạn chậm nhất ngày này.",
    "progress_notice": "Khi đã quá hạn, cơ quan phải cho bạn biết tiến độ chậm nhất ngày này.",
    "answer_review": "Câu trả lời được kiểm tra xong chậm nhất ngày này.",
    "author_reply": "Bạn bổ sung thông tin đến hết ngày này; sau đó hồ sơ được xử lý với những "
    "gì đã có.",
    "decline_appeal": "Bạn được đề nghị xem lại việc từ chối đến hết ngày này.",
    "appeal_decision": "Đề nghị xem lại của bạn được quyết định chậm nhất ngày này.",
    "reopen": "Bạn được đề nghị mở lại hồ sơ đến hết ngày này.",
    "close_after": "Hồ sơ đóng sau ngày này nếu bạn không đề nghị gì thêm.",
    "verification": "Việc xác minh xong chậm nhất ngày này; hạn trả lời bạn không thay đổi.",
    "accused_reply": "Đơn vị bị phản ánh giải trình chậm nhất ngày này.",
}


def upgrade() -> None:
    """Add the columns; rows that are there hold for every case."""
    with op.batch_alter_table("terms") as table:
        for name in ADDED:
            kind = sa.Text()
            table.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        table.drop_constraint(UNIQUE_BEFORE, type_="unique")
        table.create_unique_constraint(
            UNIQUE, ["code", "agency_code", "category", "kind", "province_code", "valid_from"]
        )
    with op.batch_alter_table("terms") as table:
        for name in ADDED:
            table.alter_column(name, server_default=None)
    _mark_changes()
    for code, words in WORDS.items():
        op.execute(TERMS.update().where(TERMS.c.code == code).values(words=words))


def downgrade() -> None:
    """Drop what is for some cases only, then the columns."""
    op.execute(
        "DELETE FROM terms WHERE agency_code <> '' OR category <> '' OR kind <> '' "
        "OR province_code <> ''"
    )
    with op.batch_alter_table("terms") as table:
        table.drop_constraint(UNIQUE, type_="unique")
        table.create_unique_constraint(UNIQUE_BEFORE, ["code", "valid_from"])
        for name in ADDED:
            table.drop_column(name)
    _mark_changes()


def _mark_changes() -> None:
    # SQLite changes a table by making it anew, without its triggers.
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS terms_{verb}_marks")
            op.execute(
                f"CREATE TRIGGER terms_{verb}_marks AFTER {verb.upper()} ON terms "
                f"BEGIN {RENEW}; END"
            )
