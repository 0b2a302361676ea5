"""What a reader's words may also mean: abbreviations, other words for it, slips of the keyboard."""

import re

from feedback_service.foundation.text import fold

# Each line names one thing; all folded, because that is how texts are compared. Collected from
# the names that laws and offices use and the ones people use at the counter.
_SAME_THINGS = """
ubnd = uy ban nhan dan
hdnd = hoi dong nhan dan
cccd = can cuoc cong dan = can cuoc = cmnd = chung minh nhan dan
so do = giay chung nhan quyen su dung dat = so hong = bia do = gcn = gcnqsdd = giay chung nhan
bhyt = bao hiem y te
bhxh = bao hiem xa hoi
bhtn = bao hiem that nghiep = tro cap that nghiep
tthc = thu tuc hanh chinh
mot cua = trung tam phuc vu hanh chinh cong = bo phan mot cua = ttpvhcc
dvc = dich vu cong = truc tuyen = qua mang = online
dkkd = dang ky kinh doanh = dang ky doanh nghiep
hkd = ho kinh doanh = mo quan = mo cua hang
gplx = giay phep lai xe = bang lai
gpxd = giay phep xay dung = xin phep xay nha = xay nha
thcs = trung hoc co so = cap hai
thpt = trung hoc pho thong = cap ba
pccc = phong chay chua chay
vsattp = ve sinh an toan thuc pham = an toan thuc pham
tncn = thu nhap ca nhan
gtgt = gia tri gia tang
gpmb = giai phong mat bang = thu hoi dat = den bu = boi thuong
tnmt = tai nguyen moi truong
csgt = canh sat giao thong
nvqs = nghia vu quan su
ldtbxh = lao dong thuong binh xa hoi
tdp = to dan pho
cnvc = can bo cong chuc = cong chuc = can bo = nhan vien
khai tu = bao tu
ket hon = cuoi
ly hon = ly di
xac nhan doc than = xac nhan tinh trang hon nhan
chung thuc = cong chung = sao y
ho khau = cu tru = thuong tru = tam tru
le phi = phi = tien
bien lai = hoa don
cham = tre = keo dai = qua han = lau
thai do = quat = gat gong = cau gat = hach dich = cuc can
hach sach = nhung nhieu = sach nhieu = gay kho khan = gay kho de = lam kho = hanh dan
phong bi = hoi lo = boi duong = lot tay = vi thieng
den duong = chieu sang = den cong cong
o ga = mat duong hong = duong hong = duong xau
rac = rac thai = chat thai = do rac
o nhiem = hoi thoi = mui hoi = khoi bui
tieng on = on ao = karaoke = loa
ngap = ung = thoat nuoc = cong
mat dien = cup dien
mat nuoc = nuoc sach = cup nuoc
via he = long le duong = lan chiem
tiep dan = tiep cong dan
nguoi gia = nguoi cao tuoi = cu gia
nguoi khuyet tat = tan tat
dinh danh = vneid
tien luong = luong huu = huu tri
thuong binh = liet si = nguoi co cong
dang kiem = kiem dinh
hoc sinh = nhap hoc = tuyen sinh = truong hoc
kham benh = chua benh = benh vien
sap nhap = sat nhap = nhap tinh
"""

# Syllables that say little about what a case is about.
_COMMON_WORDS = (
    "ai anh ấy bà bị bởi các cái cần càng chị cho chú chưa chúng cô còn của cũng đã đang đâu dạ ạ"
    " đây để đến đi đó được em gì giờ hay hỏi khi không là lại lắm lên mà mình một muốn nào này"
    " nên nếu người nhiều như nhưng những nơi ở phải qua quá ra rằng rất rồi sao sau sẽ ta tại thế"
    " thì theo thôi tôi trong từ từng và vẫn vào vậy về vì việc với xin có cùng em"
)
COMMON = frozenset(_COMMON_WORDS.split())
# Without marks these may also be đèn, chợ, chó, nợ, đất, nhà: words that say much.
_AMBIGUOUS_WORDS = "cho den bi bo chu con cung da de di do dau la lam len ma no ra sau ta"
_AMBIGUOUS = frozenset(_AMBIGUOUS_WORDS.split())
_BARE_COMMON = frozenset(fold(word) for word in COMMON) - _AMBIGUOUS


def is_common(word: str, *, marked: bool) -> bool:
    """Tell whether a word says little: as typed where the reader types marks, folded otherwise."""
    return word in (COMMON if marked else _BARE_COMMON)


# Words for paper and procedure stand in most cases: giấy tờ, hồ sơ, thủ tục, quy định, cơ quan.
GENERIC_PAIRS = frozenset(
    {("giay", "to"), ("ho", "so"), ("thu", "tuc"), ("quy", "dinh"), ("co", "quan"), ("bao", "lau")}
)

_GROUPS = tuple(
    tuple(tuple(phrase.split()) for phrase in line.split(" = "))
    for line in _SAME_THINGS.strip().splitlines()
)
MOST_ALTERNATIVES = 12

_TELEX_TONE = re.compile(
    r"(?<=[aeiouyw])([a-z]{0,2}?)[sfrxj]$|(?<=[aeiouy])[sfrxj](?=(?:ng|nh|ch|[mnptc])$)"
)
_TELEX_MARKS = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""))


def alternatives(words: list[str]) -> list[tuple[str, ...]]:
    """Return other phrases for what stands in a folded query."""
    line = f" {' '.join(words)} "
    found: list[tuple[str, ...]] = []
    for group in _GROUPS:
        if any(f" {' '.join(phrase)} " in line for phrase in group):
            found += [phrase for phrase in group if f" {' '.join(phrase)} " not in line]
    return list(dict.fromkeys(found))[:MOST_ALTERNATIVES]


def without_telex(word: str) -> str | None:
    """Return a folded word typed with the Telex keys while the keyboard was off, or None."""
    bare = _TELEX_TONE.sub(r"\1", word)
    for typed, meant in _TELEX_MARKS:
        bare = bare.replace(typed, meant)
    # "uw" alone is ư; what is left must still be a syllable.
    return bare if bare != word and re.search(r"[aeiouy]", bare) else None
