"""An answer is offered for what it is about, and not for words that agree by chance."""

import pytest

from feedback_service.publication.same_matter import Matter, is_same_matter

LAMP = Matter(
    "Đèn đường trước cổng trường hỏng",
    "Đèn đường trước cổng trường đã hỏng hai tháng nay, các cháu đi học về tối rất nguy hiểm.",
)
INSURANCE = Matter(
    "Đóng trùng bảo hiểm y tế hai nơi, xin trả lại thì đòi đi từng nơi",
    "Tôi đóng bảo hiểm y tế hộ gia đình và cả ở công ty.",
)
SAME = {
    "the same words": (LAMP, LAMP),
    "other words around": (
        Matter("Cổng trường không có đèn đường", "Đèn đường hỏng, cổng trường tối om."),
        LAMP,
    ),
    "no marks": (
        Matter("Den duong hong o cong truong", "Den duong truoc cong truong hong ca thang."),
        LAMP,
    ),
    "a longer name": (
        Matter(
            "Đóng bảo hiểm y tế hộ gia đình phải kê khai cả người đi làm xa",
            "Cán bộ nói ai đã đóng bảo hiểm y tế hai nơi thì xin trả lại.",
        ),
        INSURANCE,
    ),
}
OTHERS = {
    "one word in common": (Matter("Đèn giao thông hỏng", "Ngã tư đông xe, đèn hỏng mãi."), LAMP),
    "words alone, no pairs": (
        Matter("Trường học xa đường cái", "Cổng chào hỏng, trước nhà tôi tối, đèn dầu leo lét."),
        LAMP,
    ),
    "marks of other words": (
        Matter("Đền dương trước công trương", "Đền dương ở công trương hông."),
        LAMP,
    ),
    "only complaining": (
        Matter("Nộp hồ sơ đi lại nhiều lần", "Cán bộ hẹn đi hẹn lại."),
        Matter("Nộp hồ sơ đi lại nhiều lần", "Cán bộ bắt nộp hồ sơ lại."),
    ),
    "nothing": (Matter("", ""), Matter("", "")),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_matter_is_known(name: str) -> None:
    assert is_same_matter(*SAME[name])


@pytest.mark.parametrize("name", OTHERS)
def test_another_matter_is_not_taken_for_it(name: str) -> None:
    assert not is_same_matter(*OTHERS[name])
