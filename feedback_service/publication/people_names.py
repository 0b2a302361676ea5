"""Syllables of Vietnamese names: what tells a name typed in lower case from other words."""

from feedback_service.foundation.text import fold

_SURNAME_WORDS = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh"
    " trương đinh phùng lương thạch quách lưu kiều khúc nghiêm giáp"
)
# These also begin the names of places (Hà Nội, Thái Bình): only before two words or more.
_PLACE_SURNAME_WORDS = (
    "lâm mai tô cao chu tạ hà thái tống bạch la hàn cù lại mạc tăng mã nông hứa thiều châu quan"
)
_MIDDLE_WORDS = (
    "văn thị hữu đức minh thanh ngọc quốc xuân thu kim hoàng công đình bá quang trọng gia bảo như"
    " thúy thùy mỹ diệu hồng phương khánh tuấn duy nhật hải đăng phúc"
)
_GIVEN_WORDS = (
    "an ánh anh ái bách bảo bích bình ca cảnh châu chi chiến chính chung chương cúc cường"
    " dân diễm diệp diệu dũng dung duy duyên đại đạo đạt điệp định đông đức giang hà hải"
    " hạnh hảo hằng hậu hiền hiển hiếu hiệp hoa hoan hoàn hoàng hòa hồng huân huệ hùng huy"
    " huyền hưng hương hường khải khang khánh khiêm khoa khôi kiên kiều lam lan lâm liên"
    " liễu linh loan long lộc lợi luân luyến ly lý mai mạnh mẫn minh my mỹ nam năng nga ngân"
    " nghĩa nghị ngọc nguyên nguyệt nhàn nhân nhã nhật nhi nhung như oanh phát phi phong phú"
    " phúc phụng phước phương phượng quang quân quế quý quyên quyết quỳnh sáng sinh sơn"
    " sương tài tâm tân tấn thạch thái thanh thành thảo thắm thắng thi thiện thịnh thoa thơ"
    " thu thuận thục thúy thùy thủy thư thương thức tiên tiến tín tình toàn toản trang trâm"
    " trân trí trinh trọng trúc trung trường tú tuấn tuệ tùng tuyên tuyết tuyền uyên vân văn"
    " viên việt vinh vĩnh vũ vượng vy xuân xuyến ý yên yến"
)
SURNAMES = frozenset(_SURNAME_WORDS.split())
PLACE_SURNAMES = frozenset(_PLACE_SURNAME_WORDS.split())
BARE_SURNAMES = frozenset(map(fold, SURNAMES))
ALL_SURNAMES = BARE_SURNAMES | frozenset(map(fold, PLACE_SURNAMES))
MIDDLES = frozenset(map(fold, _MIDDLE_WORDS.split()))
GIVEN = frozenset(map(fold, _GIVEN_WORDS.split())) | MIDDLES
# What people write before a name; folded.
_BEFORE = "ong ba anh chi em co chu bac cu chau thay be ten la gap gui me bo vo chong con"
BEFORE_NAMES = frozenset(_BEFORE.split())
# Before "vụ" without marks: dịch vụ, nghĩa vụ, nhiệm vụ, phục vụ are no people.
BEFORE_TASKS = frozenset({"dich", "nghia", "nhiem", "phuc"})
