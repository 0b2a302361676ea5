"""What a text speaks of, in groups of words that mean alike; the doors model learns by them.

No group decides anything. Whoever was fined, evicted or struck off a list has met with the same
thing, and so a model that has read of one knows the others.
"""

THEMES: dict[str, str] = {
    # A measure against somebody.
    "adverse": """phạt | thu hồi | cưỡng chế | giải tỏa | tháo dỡ | cắt chế độ | cắt trợ cấp
        | cắt lương | cắt hợp đồng | cắt hỗ trợ | cắt phụ cấp | dừng trợ cấp | ngừng trợ cấp
        | dừng chi trả | đình chỉ | kỷ luật | cách chức | khiển trách | cảnh cáo | giáng chức
        | hạ bậc | hạ loại | thôi việc | đuổi việc | sa thải | đuổi học | thôi học | điều chuyển
        | thuyên chuyển | tước | truy thu | ấn định thuế | tịch thu | niêm phong | tạm giữ
        | giữ xe | giam xe | giữ bằng | thu bằng | rút giấy phép | đóng cửa quán | buộc đóng cửa
        | bị loại | loại khỏi | gạch tên | xóa tên | gạch khỏi | đưa ra khỏi | khai trừ | bị bác
        | bác hồ sơ | bác đơn | không công nhận | không đủ điều kiện | không thuộc diện
        | không trúng tuyển | đánh rớt | đánh trượt | bị trừ | trừ điểm | khấu trừ | bị cắt
        | bị dừng | buộc dời | buộc di dời | phá dỡ | đập bỏ | san ủi | lấy đất | chấm dứt hợp đồng
        | chấm dứt hợp đồng làm việc | phong tỏa tài khoản | từ chối cấp
        | không cấp | không cho hưởng
        | đòi nộp lại | buộc nộp lại | không bồi thường | không đền bù | không được đền
        | áp giá | đền quá thấp | giá đền bù | mức đền bù | giá bồi thường | mức bồi thường
        | tính thiếu | bỏ sót | kiểm đếm thiếu | xếp loại không hoàn thành | giải thể
        | không bố trí tái định cư | tái định cư | bị khóa | khóa sạp | bị buộc | bị thu | bị hạ
        | hạ mức | hạ hạnh kiểm | rút thẻ | rút danh hiệu | ngưng trợ cấp | ngưng lương | cho nghỉ
        | buộc nghỉ | buộc dẹp | bắt tháo | bắt dời | bắt đóng | không được xét | không được hưởng
        | không được cấp | không được công nhận""",
    # That it is not accepted.
    "refuse": """không đồng ý | không đồng tình | không nhất trí | không chấp nhận | không chịu
        | hổng chịu | không phục | hổng phục | không tâm phục | không thỏa mãn | không ưng
        | không ký | không nhận khoản | không nộp | chưa nhận tiền | phản đối | chống lại | vô lý
        | quá đáng | oan | oan ức | oan uổng | oan sai | sai sự thật | sai luật | trái luật
        | trái pháp luật | trái quy định | không đúng luật | không có căn cứ | thiếu căn cứ
        | không khách quan | không công bằng | bất công | bất bình | quá nặng | quá thấp
        | quá cao | rẻ mạt | thiệt thòi | ép quá | kêu oan | không thỏa đáng | sai đối tượng
        | không hề vi phạm | không vi phạm | không có lỗi | không phải của tôi""",
    # That it be undone.
    "undo it": """hủy | hủy bỏ | bãi bỏ | rút lại | rút quyết định | thu quyết định | thu lại
        | xem xét lại | xem lại | coi lại | xét lại | xét duyệt lại | duyệt lại | giải quyết lại
        | tính lại | định giá lại | áp giá lại | đo lại | kiểm lại | kiểm đếm lại | kiểm đếm bổ sung
        | chấm lại | phúc khảo | giám định lại | xác định lại | phân loại lại | khôi phục
        | phục hồi | minh oan | giải oan | trả lại | hoàn lại | trả xe | trả bằng | trả đất
        | trả hàng | mở lại | gỡ niêm phong | gỡ biên bản | xóa lỗi | xóa biên bản | xóa phạt
        | bỏ phạt | miễn phạt | hủy phạt | dừng ngay | tạm dừng | nhận lại việc | nhận tôi trở lại
        | trở lại làm việc | tiếp tục công tác | cho học tiếp | bổ sung hộ | công nhận lại
        | công nhận cho | sửa kết quả | giải quyết khiếu nại lần | khiếu nại lần""",
    "own": """tôi | tui | em | cháu | con tôi | gia đình | nhà tôi | nhà tui | nhà em | chúng tôi
        | mẹ tôi | cha tôi | bố tôi | ba tôi | má tui | vợ tôi | chồng tôi | chồng em | hộ tôi
        | hộ tui | công ty tôi | công ty em | quán tôi | doanh nghiệp chúng tôi""",
    # Whoever holds an office, and what an office does.
    "official": """cán bộ | chủ tịch | phó chủ tịch | bí thư | trưởng thôn | trưởng ấp | trưởng bản
        | tổ trưởng | hiệu trưởng | hiệu phó | phó hiệu trưởng | giám đốc | trưởng phòng
        | phó phòng | trưởng ban | trưởng trạm | kế toán | thủ quỹ | thủ kho | địa chính | công an
        | công an viên | cảnh sát | kiểm lâm | hải quan | thanh tra viên | đăng kiểm viên
        | đội trưởng
        | phó đội | quản lý chợ | quản lý thị trường | y tá | bác sĩ | điều dưỡng | thầy giáo
        | cô giáo | giám thị | giám khảo | nhân viên | chuyên viên | bảo vệ | dân phòng
        | trật tự đô thị | sếp | lãnh đạo | ban quản lý | chủ nhiệm | đoàn kiểm tra | thanh tra""",
    # Gain that nobody may have.
    "gain": """bỏ túi | túi riêng | tiêu riêng | giữ riêng | ăn chặn | ăn bớt | ăn chia | chia nhau
        | chia đôi | ăn chênh | phần chênh | tiền chênh | ăn tiền | nhận tiền | lấy tiền
        | thu tiền riêng | gom tiền | ôm tiền | rút tiền | vòi | vòi vĩnh | đòi tiền | đòi hối lộ
        | hối lộ | lót tay | lót | dúi | phong bì | bồi dưỡng | chung tiền | chung chi | bảo kê
        | gợi ý | gạ | ra giá | lại quả | phần trăm | chạy tiền | chạy chọt | chạy suất | lo lót
        | cúng cho | biếu | quà | tiền ngoài | tiền tháng | đưa tiền | ép đưa | phải chi | phải đưa
        | mới chịu | mới ký | mới xếp | mới cho | mới được | mới duyệt | mới có | mới đóng dấu
        | không đưa thì | không nộp thì | không có tiền | không thì | ăn hối lộ""",
    # What law forbids.
    "wrong": """khai khống | kê khống | lập khống | ký khống | giấy khống | cấp khống | chứng từ giả
        | hóa đơn giả | bằng giả | giấy tờ giả | giả chữ ký | chữ ký giả | sửa điểm | sửa học bạ
        | tẩy xóa | làm giả | giả mạo | bán đề | gian lận | thông đồng | bắt tay | móc nối
        | cấu kết | bao che | tiếp tay | làm ngơ | ém nhẹm | che giấu | lợi dụng | lạm dụng
        | chiếm | chiếm đoạt | chiếm dụng | lấn chiếm đất công | bán đất công | rút ruột | tham ô
        | tham nhũng | biển thủ | buôn lậu | gỗ lậu | cát lậu | phá rừng | lâm tặc | hút cát
        | đánh người | đánh đập | hành hung | xâm hại | quấy rối | sờ soạng | ma túy | đánh bạc
        | sòng bài | cá độ | trốn thuế | lừa đảo | lừa | dọa | trù dập | hóa chất cấm | bán thuốc
        | hợp thức | sân sau | quân xanh | trúng thầu | giả""",
    # How somebody speaks who reports a wrong.
    "report": """tố cáo | tố giác | đơn tố cáo | ghi âm | quay phim | có ảnh | có hình | tin nhắn
        | bằng chứng | chứng cứ | làm chứng | chứng kiến | đối chất | giấu tên | giữ kín | lộ tên
        | bảo vệ danh tính | điều tra | làm rõ | vào cuộc | xác minh hành vi | xử lý nghiêm
        | xử nghiêm | xử người | trừng trị | ai cũng biết | tôi biết rõ | có người trong""",
    # People between whom only a court decides.
    "private": """hàng xóm | nhà bên | nhà kế bên | anh em | anh cả | anh trai | chị dâu | em chồng
        | con dâu | mẹ kế | cha dượng | ông chú | chú | cô | bà con | chồng cũ | vợ cũ
        | bạn trai cũ | chồng | vợ | chủ nợ | con nợ | chủ hụi | bên mua | bên bán | người mua
        | người bán | người quen | bạn | người thuê | chủ nhà | chủ thầu | chủ xe | công ty
        | công ty tư nhân | chủ đầu tư | cháu họ | em họ | nó | họ""",
    "dispute": """kiện | kiện ra tòa | muốn kiện | thưa kiện | thưa ra | khởi kiện | ra tòa
        | đưa ra tòa | nhờ xử | xử giùm | xử giúp | phân xử | phân giải | phân chia | chia đôi
        | chia thừa kế | thừa kế | di chúc | di sản | hương hỏa | tranh chấp | tranh nhau
        | giành | lấn ranh | lấn đất | lấn qua | lấn sang | ly hôn | ly dị | bỏ vợ | bỏ chồng
        | nuôi con | quyền nuôi | đòi nợ | đòi lại | nợ | vay | mượn | cho vay | tiền hụi
        | hụi | cọc | đặt cọc | không trả | không chịu trả | không đền | bắt đền | bồi thường
        | hợp đồng | vô hiệu | sang tên | cấp dưỡng | chia tài sản | chia nhà | mất tích""",
    "judged": """tòa | tòa xử | tòa tuyên | tòa án | bản án | án | án tuyên | sơ thẩm | phúc thẩm
        | giám đốc thẩm | thẩm phán | phiên tòa | phiên xử | hội thẩm | thư ký tòa | kháng cáo
        | kháng án | kháng nghị | nguyên đơn | bị đơn | án phí | thụ lý | xét xử | xử lại
        | đình chỉ vụ | triệu tập""",
    "enforced": """thi hành án | thi hành | chấp hành viên | kê biên | phát mãi | bán đấu giá
        | đấu giá | phong tỏa | tẩu tán | giao nhà | giao đất | cưỡng chế giao | trừ lương
        | theo án | người được thi hành | người phải thi hành | bên thua | thua kiện | thắng kiện
        | cấp dưỡng | bản án có hiệu lực | án có hiệu lực""",
    "prosecuted": """viện kiểm sát | kiểm sát viên | kiểm sát | cơ quan điều tra | điều tra viên
        | điều tra | khởi tố | không khởi tố | truy tố | cáo trạng | bị can | tạm giam | tạm giữ
        | bắt giam | bị bắt | tại ngoại | hỏi cung | lời khai | ép cung | khám xét | khám nhà
        | hung thủ | nạn nhân | bị hại | tội danh | tội | gây án | vụ án | kết luận điều tra
        | giám định thương tích | đình chỉ điều tra | tạm đình chỉ | tin báo tội phạm | vật chứng
        | hình sự | đầu thú""",
    # What wears people out, and is what this service is for.
    "hassle": """trễ hẹn | quá hạn | chậm | chậm trễ | lần nào cũng | hẹn | hẹn lần | chờ | đợi
        | xếp hàng | chạy | chạy đi chạy lại | đi lại | lòng vòng | vòng vòng | mấy lần | ba lần
        | bốn lần | năm lần | ba bận | nhiều lần | về không | nộp thêm | nộp lại | bổ sung
        | bắt nộp | bắt xin | đòi giấy | giấy tờ | rườm rà | chồng chéo | không trả lời
        | chưa trả lời | không ai trả lời | không hồi âm | im lặng | chưa ai | không ghi | biên nhận
        | giấy hẹn | phiếu hẹn | không nghe máy | thái độ | quát | mắng | cộc lốc | khó chịu
        | lỗi | báo lỗi | treo | thất lạc | đóng cửa | vắng | thiếu mẫu | hết mẫu | hướng dẫn
        | không rõ | khó hiểu | không hiểu | mơ hồ | mỗi nơi một kiểu | mỗi người một ý""",
    # Of rules for everybody.
    "of rules": """quy định | nghị định | thông tư | luật | dự thảo | điều khoản | mức phạt
        | chính sách | văn bản hướng dẫn | kiến nghị | góp ý | nên | đề nghị bỏ | đề nghị sửa
        | ban hành | thống nhất | niêm yết | công khai | quy trình | thủ tục | mẫu | mẫu đơn
        | biểu mẫu | cổng dịch vụ công | ứng dụng | hệ thống | trang web | trực tuyến""",
    "praise": """cảm ơn | cám ơn | biết ơn | khen | đáng khen | biểu dương | tuyên dương | hài lòng
        | vui vẻ | tận tình | lịch sự | nhẹ nhàng | nhã nhặn | quý | quý lắm | tử tế | đàng hoàng
        | từ chối quà | không nhận quà | trả lại phong bì | đáng quý""",
    "disclaim": """không khiếu nại | chưa khiếu nại | không tố cáo | không kiện | không kiện cáo
        | không muốn kiện | không thưa | không thắc mắc | không ý kiến | không bàn | không phải đòi
        | không kêu ca | chỉ mong | chỉ xin | chỉ góp ý | chỉ phản ánh | chỉ cần | chỉ hỏi
        | không ai đòi | không đòi | không lấy tiền | đồng ý | chấp hành | đúng rồi | chấp nhận mức
        | không nhận""",
    "sale": """bán | mua | giá | giảm | giảm giá | sale | khuyến mãi | chiết khấu | ưu đãi | tặng
        | tặng kèm | quà tặng | ship | giao hàng | giao tận | tận nhà | trả góp | đặt hàng
        | đặt lịch | inbox | zalo | telegram | hotline | gọi ngay | gọi em | liên hệ | nhắn tin
        | đăng ký ngay | nhận ngay | link | bấm | lãi suất | lãi | vay | giải ngân | nợ xấu
        | thế chấp | duyệt | lợi nhuận | đầu tư | đất nền | sổ hồng riêng | căn hộ | biệt thự
        | sim | tour | khóa học | tuyển | ctv | cộng tác viên | hoa hồng | thu nhập | việc nhẹ
        | trúng thưởng | nhận thưởng | nạp | rút | cược | kèo | game | lô | bao đậu | bao lỗ
        | uy tín
        | chính hãng | sỉ lẻ | sỉ | trọn gói | bảo hành | miễn phí | khai trương | dịch vụ
        | cam kết | gia truyền | liệu trình | kem | thuốc | mỹ phẩm | spa | báo giá | giá rẻ
        | thanh lý | cho thuê | cần bán | sang quán | nhận làm""",
}
