"""Which syllables of a query say little about what is sought."""

from feedback_service.foundation.text import fold

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

# Words for paper and procedure stand in most cases: giấy tờ, hồ sơ, thủ tục, quy định, cơ quan.
GENERIC_PAIRS = frozenset(
    {("giay", "to"), ("ho", "so"), ("thu", "tuc"), ("quy", "dinh"), ("co", "quan"), ("bao", "lau")}
)


def is_common(word: str, *, marked: bool) -> bool:
    """Tell whether a word says little: as typed where the reader types marks, folded otherwise."""
    return word in (COMMON if marked else _BARE_COMMON)
