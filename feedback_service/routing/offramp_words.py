"""Words that tell of a matter for another door, in groups that `offramps` weighs."""

CUES: dict[str, str] = {
    # A formal complaint about one's own decision.
    "complain": "khiếu nại | khiếu kiện | đơn khiếu nại",
    "formal": """khiếu nại lần đầu | khiếu nại lần hai | khiếu nại lần 2 | khiếu nại lần 1
        | đơn khiếu nại lần""",
    "decision": """quyết định hưởng | quyết định xếp | quyết định phê duyệt | quyết định thanh lý
        | quyết định giao | quyết định kỷ luật | thông báo thu hồi | bị thu hồi | thu hồi lô
        | thu hồi nhà | thu hồi thẻ | thông báo số | bị kỷ luật | bị xử lý kỷ luật | bị cưỡng chế
        | bị tháo dỡ | bị đình chỉ | bị khai trừ | bị loại | bị cắt | bị tước | xếp lương sai
        | hạ loại | đánh giá không hoàn thành | quyết định đình chỉ | đình chỉ học
        | đình chỉ hoạt động | đình chỉ công tác | tịch thu | giữ bằng lái | giữ giấy tờ xe | giữ xe
        | hạ bậc lương | cách chức | điều chuyển công tác | quyết định điều động | xử phạt
        | chấm dứt hợp đồng | truy thu | cắt trợ cấp | cắt chế độ | dừng trợ cấp | ngừng trợ cấp
        | loại khỏi danh sách | ấn định thuế | cưỡng chế | giải tỏa | đuổi học | không trúng tuyển
        | thu hồi đất | đánh trượt | quyết định xử phạt | quyết định phạt | biên bản xử phạt
        | biên bản vi phạm | quyết định thu hồi | quyết định cưỡng chế | quyết định truy thu
        | quyết định ấn định | quyết định buộc | quyết định giải quyết khiếu nại
        | quyết định hành chính | quyết định số | quyết định của | quyết định này | quyết định đó
        | quyết định trên | phương án bồi thường | phương án đền bù | giá đền bù | giá bồi thường
        | mức bồi thường | mức đền bù | tiền đền bù | cưỡng chế tháo dỡ | buộc tháo dỡ
        | lệnh cưỡng chế | kết luận thanh tra | kỷ luật cảnh cáo | buộc thôi việc | cho thôi việc
        | sa thải | truy thu thuế | phạt tôi | phạt tui | phạt em | phạt nhà tôi | phạt gia đình tôi
        | phạt công ty | phạt quán | thu hồi giấy phép | tước giấy phép | tước bằng lái | giam xe
        | tạm giữ xe | bồi thường về đất | áp giá đền bù | quyết định tạm giữ | bị phạt
        | thu hồi giấy chứng nhận | thu hồi sổ | cho tôi thôi việc | cho em thôi việc | bị thôi việc
        | cho tôi nghỉ việc | cho em nghỉ việc | bị giáng chức | bị hạ bậc | bị phá dỡ | lệnh phá dỡ
        | rút giấy phép | bị khấu trừ | bị niêm phong | bị đóng cửa""",
    "undo": """hủy quyết định | hủy bỏ quyết định | rút quyết định | rút lại quyết định
        | thu hồi quyết định xử phạt | hủy biên bản | hủy thông báo | xóa phạt | bỏ phạt | hủy phạt
        | hủy xử phạt | xem lại quyết định | xem xét lại quyết định | không đồng ý với quyết định
        | không đồng ý quyết định | không phục quyết định | khiếu nại quyết định | hủy kết quả
        | không đồng ý với kết luận | đề nghị hủy kết luận | phản đối quyết định""",
    "refusal": """quyết định từ chối | thông báo từ chối | văn bản từ chối | từ chối cấp | bác hồ sơ
        | bác đơn | không công nhận | loại hồ sơ""",
    "review": """xin lại | đòi lại quyền lợi | trả lại đất | trả lại quyền lợi | phúc khảo
        | xem xét thấu đáo | giải oan | bị oan | không thừa nhận | bác bỏ | rút | hủy phạt
        | minh oan | đòi lại công bằng | xóa phạt | bỏ phạt | xét lại | =hủy | hủy bỏ | xem xét lại
        | xem lại | rút lại | thu hồi lại | tính lại | sửa lại | không đồng ý | không chấp nhận
        | không nhất trí | không đồng tình | không phục | phản đối | =oan | oan sai
        | không thỏa đáng | =quá thấp | rẻ mạt | trái luật | trái pháp luật | không đúng đối tượng
        | giải quyết lại | khôi phục | yêu cầu thu hồi | đề nghị thu hồi | bãi bỏ | áp dụng sai
        | ra quyết định sai | quyết định sai | không đúng sự thật | sai sự thật | hủy quyết định
        | rút quyết định | nhận lại làm | nhận tôi lại | cho đi làm lại | áp lại | sai luật
        | không công bằng với | trả lại xe | trả lại giấy phép | mở lại""",
    "own": """tôi đề nghị | của tôi | con tôi | gia đình tôi | cho tôi | của em | của tui
        | tôi yêu cầu | tôi xin | hộ tôi | với tôi | vợ chồng tôi | tôi | tui | =em | chúng tôi
        | chúng em | =con | cháu | gia đình | nhà tôi | công ty | cửa hàng | mẹ tôi | bố tôi
        | ba tôi | chồng tôi | vợ tôi | cơ sở""",
    # A denunciation, or a demand for money.
    "denounce": "tố cáo | tố giác | đơn tố cáo",
    "crime": """buôn lậu | trốn thuế | hàng cấm | phá rừng | chặt phá rừng | cưỡng đoạt | trộm cắp
        | quấy rối | bạo hành | xâm hại | chữ ký khống | hóa đơn khống | =bằng giả | =mua bằng
        | chạy án | rửa tiền | hợp thức hóa | ăn bớt | chiếm dụng | tư túi | khống tiền | tham nhũng
        | tham ô | biển thủ | ăn chặn | rút ruột | khai khống | lập khống | nâng khống | kê khống
        | chữ ký giả | giả chữ ký | giả mạo hồ sơ | làm giả hồ sơ | làm giả giấy tờ | bảo kê
        | chiếm đoạt | lừa đảo | lợi dụng chức vụ | lạm dụng chức vụ | lợi dụng chức quyền
        | trục lợi | hành hung | đánh đập | ma túy | đánh bạc | cờ bạc | lô đề | =bỏ túi riêng
        | =chia chác | cấp đất trái phép | bán đất trái phép | cá độ | tống tiền | cho vay nặng lãi
        | tín dụng đen | bao che""",
    # So grave that no grievance beside it makes it feedback.
    "grave": """bảo kê | tống tiền | cưỡng đoạt | tham ô | biển thủ | rút ruột | lập khống
        | khai khống | kê khống | nâng khống""",
    "bribe": """muốn nhanh thì | kẹp tiền | kẹp vào hồ sơ | kẹp phong bì | kẹp thêm | nhét tiền
        | dúi phong bì | cắt phế | ăn hoa hồng | ăn chênh lệch | nhận quà | mua chuộc
        | tiền ngoài sổ | tiền đen | chi tiền mới | có qua có lại | tiền luật | tiền bảo kê
        | thu tiền bảo kê | đưa bao thư | bao thư | phong thư | hối lộ | phong bì | lót tay
        | bôi trơn | =chung chi | mãi lộ | lại quả | chạy chọt | tiền cà phê | tiền cafe
        | tiền trà nước | tiền bồi dưỡng | gợi ý bồi dưỡng | đòi bồi dưỡng | phải bồi dưỡng
        | đòi quà | vòi tiền | vòi quà | vòi vĩnh tiền | chung tiền | đút tiền | đút lót | dúi tiền
        | gợi ý tiền | gợi ý đưa tiền | gợi ý quà | =ăn tiền | nhận tiền | chạy tiền | =làm luật
        | tiền lì xì mới | tiền dưới gầm bàn | phải có tiền mới | có tiền mới | đưa tiền mới
        | đưa tiền thì | =biết điều | cảm ơn bằng tiền | quà cáp | biếu xén | quà biếu
        | biếu sếp | biếu cán bộ | phải biếu | trà thuốc | tiền trà thuốc | tiền thuốc nước
        | lót đường | phải lo lót | lo lót""",
    "money": """đưa thêm | phải chi | chi thêm | đưa cho cán bộ | đưa cán bộ | đưa cho anh
        | phải nộp cho | đòi tiền | xin tiền | bắt đưa tiền | đòi đưa tiền | =phải đưa | đòi tôi
        | đòi em | đòi tui | vòi vĩnh | đòi thêm tiền | =đòi""",
    "fee": """lệ phí | =phí | tiền photo | photo | học phí | tiền điện | tiền nước sinh hoạt
        | viện phí | biên lai | hóa đơn | tiền công chứng | thuế""",
    # Courts, enforcement, procuracy.
    "court": """tòa án xử | tòa bác | tòa phán | xử thua | xử thắng | thua kiện | thắng kiện
        | thua vụ | thắng vụ | thẩm tra viên | quyết định của tòa | bản án sơ thẩm
        | vụ án dân sự | kiện tụng
        | xử kiện | xử ép | đơn kiện | luật sư bào chữa | thư ký tòa | ở tòa | tòa bảo | tòa chưa
        | tòa không | tòa huyện | tòa tỉnh | ra tòa | hội đồng xét xử | đang kiện | tòa án xét xử
        | phiên tòa | thẩm phán | tòa xử | bản án | kháng cáo | xét xử | vụ án | thụ lý vụ án
        | vụ kiện | khởi kiện | tòa tuyên | sơ thẩm | phúc thẩm | giám đốc thẩm | hội thẩm
        | tòa thụ lý | kiện ra tòa | vụ ly hôn | hòa giải tại tòa | án phí | tạm ứng án phí
        | nguyên đơn | bị đơn""",
    "court_name": "tòa án | toà án nhân dân | tand | bên tòa",
    "enforcement": """người được thi hành án | đấu giá tài sản thi hành | thi hành bản án
        | quyết định thi hành án | phong tỏa tài khoản | thi hành án | thi hành án dân sự
        | chấp hành viên | kê biên | cơ quan thi hành án | cục thi hành án | chi cục thi hành án
        | thads | tha dân sự | yêu cầu thi hành án | người phải thi hành án | bên thua kiện""",
    "procuracy": """bị bắt tạm giam | bị bắt giam | lấy lời khai | hỏi cung | khám xét
        | kết luận điều tra | vụ án hình sự | cơ quan csđt | csđt | pc02 | tin báo tội phạm
        | tin báo tố giác | tố giác tội phạm | tạm giữ hình sự | viện kiểm sát | vks | vksnd
        | kiểm sát viên | cơ quan điều tra | điều tra viên | khởi tố | không khởi tố | truy tố
        | cáo trạng | tạm giam | cảnh sát điều tra | ép cung | bức cung | bị can | phê chuẩn khởi tố
        | đình chỉ điều tra""",
    # Before a word of a court: then it is a paper that somebody asks for.
    "office": "phường | xã | sở | một cửa | ubnd | ủy ban | văn phòng đăng ký",
    "paper": """bản sao | bản gốc | bản chính | trích lục | nộp | nộp thêm | bổ sung | kèm | giấy
        | =đòi | yêu cầu có | cung cấp | giấy xác nhận | có bản án | theo bản án""",
    # Before a word of a court: then somebody went there, and no office asks for its paper.
    "suing": "nộp đơn | gửi đơn | làm đơn | đơn khởi kiện | đơn kiện",
    # A plain question.
    "question": """nhờ giải đáp | mong được tư vấn | xin chỉ giúp | chỉ giúp em | hướng dẫn giúp em
        | hướng dẫn em với | thắc mắc | cần chuẩn bị gì | cần chuẩn bị những gì | làm ở đâu
        | nộp ở đâu | mất bao lâu | gồm những gì | xin hỏi | cho tôi hỏi | cho em hỏi | cho hỏi
        | cho tui hỏi | tôi muốn hỏi | em muốn hỏi | cho mình hỏi | mình muốn hỏi | xin được hỏi
        | xin tư vấn | tư vấn giúp | xin được tư vấn | nhờ tư vấn | mong được giải đáp
        | xin giải đáp | giải đáp giúp | tôi xin hỏi | xin cho biết | vui lòng cho biết | hỏi về
        | có thắc mắc | cần giấy tờ gì | cần những giấy tờ gì | cần những gì | như thế nào
        | là bao nhiêu | được không""",
    "interrogative": """không ạ | có phải nộp | có cần | có bị | mấy ngày | mấy năm | bao lâu
        | bao nhiêu tuổi | bao nhiêu | được không | như thế nào | thế nào | có phải | là gì | ở đâu
        | khi nào | những gì | có được""",
    # What lies in the street.
    "street": """nước thải chảy | xả nước thải | chảy ra mương | chảy ra đường | chảy ra kênh
        | đốt lá | đốt nhựa | mùi khét | chuột chết | xác chết động vật | cá chết | dây điện đứt
        | trạm biến áp | rò điện | ngõ ngập | nắp hố ga | bảng quảng cáo | rơi vãi | bãi phế liệu
        | chó dữ | cháy rác | vật liệu xây dựng | trụ điện | cây nghiêng | vũng nước | nước ngập
        | chợ cóc | xe ba gác | hú ga | nẹt pô | đua xe | cột điện | sắp đổ | dây cáp | hố sâu
        | đứt dây | nước đọng | lún | chập điện | kẹt xe | đổ đất | ổ gà | ổ voi | =rác | rác thải
        | bãi rác | đống rác | đổ rác | xả rác | đốt rác | tiếng ồn | ồn ào | gây ồn | karaoke
        | loa kẹo kéo | hát hò | ngập | ngập nước | mùi hôi | hôi thối | đèn đường | đèn tín hiệu
        | đèn giao thông | cây xanh | cây đổ | cành cây | lấn chiếm vỉa hè | vỉa hè | lòng đường
        | nắp cống | hố ga | =cống | chó thả rông | dây điện | sụt lún | đường hỏng
        | đường xuống cấp | đậu xe | đỗ xe | vỡ ống | rò rỉ | mất nước | =bụi | nước tràn | biển báo
        | chuồng heo | chuồng lợn | xe quá tải | đổ trộm | xà bần | phế thải | =khói | chắn lối""",
    "told_before": """đã phản ánh | đã báo | đã kiến nghị | đã gửi | đã gọi | phản ánh nhiều lần
        | kiến nghị nhiều lần | báo nhiều lần | gọi nhiều lần | gửi kiến nghị | nhiều lần phản ánh
        | nhiều lần kiến nghị | không xử lý | không ai xử lý | vẫn không | làm ngơ""",
    # A rule or a paper is meant, not what lies in the street.
    "rule": """chính sách | mức phạt | kiến nghị nâng | kiến nghị tăng | kiến nghị sửa
        | nên quy định | bảng giá | quy định | nghị định | thông tư | giấy phép | thủ tục | danh mục
        | gói thầu | luật | hóa đơn | hồ sơ""",
    # Whoever presses for an answer wants more than to know.
    "pressing": """cứ đòi | cứ bắt | lại đòi | lại bắt | mà bắt | mà đòi | không giải thích
        | bao giờ trả | bao giờ có | bao giờ xong | bao giờ được | khi nào trả | khi nào xong
        | giấy hẹn | đã quá | sao cứ | sao lại | vì sao | tại sao | sao không | tới đâu | đến đâu
        | bao giờ mới | khi nào mới | chừng nào mới""",
    # Advertising, and how it calls upon people.
    "advert": """nạp rút | mỹ phẩm | cho vay | vay vốn nhanh | vay online | bảo hành | freeship
        | combo | khai trương | quà tặng | hoa hồng cao | tuyển dụng gấp | đầu tư sinh lời
        | cam kết lợi nhuận | lợi nhuận | vay tiền | giải ngân trong ngày | lãi suất ưu đãi
        | khuyến mãi | giảm giá | casino | nhà cái | tài xỉu | soi kèo | kiếm tiền online
        | việc nhẹ lương cao | cộng tác viên | trúng thưởng | sim số đẹp | nhận thưởng | ưu đãi
        | chiết khấu | thu nhập thụ động | hoàn tiền | miễn phí vận chuyển | làm bằng giả
        | bằng cấp uy tín | hỗ trợ vay | giá rẻ | bán buôn | sỉ lẻ | không cần thế chấp""",
    "call": """nhắn tin | bấm vào | liên hệ | gọi số | hotline | tham gia ngay | đặt hàng | zalo
        | inbox | nhận ngay | click | truy cập | đăng ký ngay | tặng ngay | liên hệ ngay | mua ngay
        | tư vấn miễn phí | gọi ngay | kết bạn | nhắn tin ngay | để nhận""",
    "personal": "tôi | tui | gia đình | cán bộ | phường | xã | hồ sơ",
    "negation": """không | chẳng | chưa | ko | chả | hổng | không hề | không ai | chưa từng
        | không phải | không cần | không có""",
    "forbidden": "nghiêm cấm | không được phép | không được đòi hỏi | cấm | hành vi bị cấm",
    "condition": "thì | là | mới | hổng có",
    # Before a word of the law: then the law is spoken of, not a wrong.
    "lawful": """hồ sơ | luật | nghị định | quy định | quy định về | thủ tục | mẫu | mẫu đơn | điều
        | quyền | phòng chống | chống | phòng ngừa | trả lời | giải quyết | thời hạn | tiếp nhận
        | nhận đơn | phân biệt""",
}
