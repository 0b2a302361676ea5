"""Words for offices and their kinds: today's names, those of before, abbreviations, everyday talk.

Offices of before stand under the kind that took over the whole or the larger part, by
`agencies/data/former_offices.csv`; fields follow decree 150/2025/NĐ-CP.
"""

# An office named by its own name.
NAMED: dict[str, str] = {
    "so_xay_dung": """sở xây dựng | sxd | sở xd | sở giao thông vận tải | sở gtvt | sgtvt
        | sở giao thông | sở giao thông công chính | thanh tra giao thông | thanh tra xây dựng
        | phòng quản lý đô thị | phòng hạ tầng đô thị | đội trật tự xây dựng | phòng qlđt""",
    "so_nong_nghiep_moi_truong": """sở nông nghiệp và môi trường | sở nông nghiệp môi trường | snnmt
        | sở nn&mt | sở nnmt | sở nn và mt | sở nông nghiệp | sở tài nguyên và môi trường
        | sở tài nguyên môi trường | sở tnmt | stnmt | sở tn&mt | sở tài nguyên
        | sở nông nghiệp và phát triển nông thôn | sở nn&ptnt | sở nnptnt
        | phòng tài nguyên và môi trường | phòng tài nguyên môi trường | phòng tài nguyên
        | phòng tnmt | văn phòng đăng ký đất đai | văn phòng đăng kí đất đai
        | chi nhánh văn phòng đăng ký đất đai | vpđkđđ | vpđk đất đai | vpdkdd | vpđk | cnvpđkđđ
        | văn phòng đất đai | chi cục kiểm lâm | kiểm lâm | chi cục thủy lợi | chi cục chăn nuôi
        | trung tâm phát triển quỹ đất""",
    "so_tai_chinh": """sở tài chính | stc | sở kế hoạch và đầu tư | sở kế hoạch đầu tư | sở khđt
        | sở kh&đt | skhđt | phòng đăng ký kinh doanh | phòng tài chính kế hoạch | phòng đkkd""",
    "so_noi_vu": """sở nội vụ | snv | sở lao động | sở lao động thương binh và xã hội | sở lđtbxh
        | sở ldtbxh | lđtbxh | ldtbxh | lđ-tbxh | lđtb&xh | lđ tb xh | sở lđ | phòng lao động
        | phòng lao động thương binh và xã hội | phòng lđtbxh | phòng nội vụ
        | trung tâm dịch vụ việc làm | trung tâm giới thiệu việc làm | ttdvvl""",
    "so_tu_phap": """sở tư pháp | stp | phòng tư pháp | phòng công chứng | văn phòng công chứng
        | vpcc""",
    "so_y_te": """sở y tế | syt | phòng y tế | trung tâm y tế | bệnh viện | trạm y tế
        | chi cục an toàn vệ sinh thực phẩm | trung tâm bảo trợ xã hội
        | trung tâm kiểm soát bệnh tật""",
    "so_giao_duc_dao_tao": """sở giáo dục và đào tạo | sở giáo dục đào tạo | sở giáo dục | sgdđt
        | sgd | sở gd&đt | sở gdđt | sở gd | phòng giáo dục | phòng giáo dục và đào tạo | phòng gd
        | phòng gd&đt | ban giám hiệu | trường mầm non | trường tiểu học | trường thcs | trường thpt
        | trung tâm giáo dục thường xuyên""",
    "so_cong_thuong": """sở công thương | sct | quản lý thị trường | qltt
        | chi cục quản lý thị trường | đội quản lý thị trường""",
    "so_khoa_hoc_cong_nghe": """sở khoa học và công nghệ | sở khoa học công nghệ | sở kh&cn
        | sở khcn | skhcn | sở thông tin và truyền thông | sở thông tin truyền thông | sở tttt
        | sở tt&tt | stttt""",
    "so_van_hoa_the_thao_du_lich": """sở văn hóa thể thao và du lịch | sở văn hóa thể thao du lịch
        | sở văn hóa | sở vhttdl | svhttdl | sở vh,tt&dl | sở văn hóa và thể thao | sở du lịch
        | phòng văn hóa thông tin | phòng văn hóa và thông tin""",
    "so_dan_toc_ton_giao": """sở dân tộc và tôn giáo | sở dân tộc tôn giáo | sở dân tộc
        | ban dân tộc | phòng dân tộc | ban tôn giáo""",
    "cong_an": """công an | công an xã | công an phường | công an khu vực | công an tỉnh
        | công an thành phố | công an huyện | công an quận | csgt | cảnh sát giao thông | cskv
        | cảnh sát khu vực | ca phường | ca xã | ca tỉnh | ca huyện | phòng cảnh sát giao thông
        | pccc | cảnh sát phòng cháy chữa cháy | cảnh sát pccc | phòng quản lý xuất nhập cảnh
        | quản lý xuất nhập cảnh | qlhc | pc06 | pc08 | pc07 | đội đăng ký xe""",
    "thue": """cơ quan thuế | chi cục thuế | cục thuế | thuế tỉnh | thuế thành phố | đội thuế
        | thuế cơ sở | cán bộ thuế | cqt | bên thuế | chỗ thuế""",
    "bao_hiem_xa_hoi": """bảo hiểm xã hội | bhxh | cơ quan bảo hiểm | bên bảo hiểm
        | cơ quan bảo hiểm xã hội | bảo hiểm xã hội cơ sở | chỗ bảo hiểm""",
    "hai_quan": "hải quan | chi cục hải quan | cục hải quan | cán bộ hải quan",
    "ubnd_xa": """ubnd xã | ubnd phường | ubnd thị trấn | ubnd đặc khu | ủy ban xã | ủy ban phường
        | uỷ ban nhân dân xã | ủy ban nhân dân phường | ủy ban nhân dân thị trấn | ubndx | ub xã
        | ub phường | xã đội | chủ tịch xã | chủ tịch phường | cán bộ xã | cán bộ phường
        | công chức xã | công chức phường | địa chính xã | địa chính phường | cán bộ địa chính
        | công chức địa chính | tư pháp xã | tư pháp phường | tư pháp hộ tịch | cán bộ tư pháp
        | hộ tịch xã | hộ tịch phường | văn hóa xã | phòng kinh tế | phòng văn hóa xã hội
        | phòng kinh tế hạ tầng và đô thị | lao động xã | trưởng thôn | tổ trưởng dân phố
        | tổ dân phố | trưởng ấp | trưởng bản | một cửa xã | một cửa phường
        | trung tâm phục vụ hành chính công xã | trung tâm phục vụ hành chính công phường
        | trung tâm hành chính công xã | trung tâm hành chính công phường | xã thuộc tỉnh
        | bộ phận một cửa phường | bộ phận một cửa xã | lãnh đạo xã | lãnh đạo phường""",
    "thanh_tra_tinh": """thanh tra tỉnh | thanh tra thành phố | ban tiếp công dân
        | trụ sở tiếp công dân | thanh tra huyện | thanh tra sở""",
    "van_phong_ubnd": """văn phòng ubnd | văn phòng ủy ban | văn phòng ủy ban nhân dân | vp ubnd
        | ubnd tỉnh | ubnd thành phố | ủy ban nhân dân tỉnh | ủy ban nhân dân thành phố
        | trung tâm phục vụ hành chính công tỉnh | trung tâm phục vụ hành chính công thành phố
        | cổng dịch vụ công | dịch vụ công quốc gia | dvc quốc gia | vneid dịch vụ công""",
    "dien_luc": """điện lực | công ty điện lực | evn | sở điện lực | bên điện lực | evnhcmc
        | evnhanoi | nhân viên điện lực | thợ điện lực""",
    "ngan_hang": """ngân hàng nhà nước | nhnn | ngân hàng | agribank | vietcombank | bidv
        | vietinbank | ngân hàng chính sách xã hội | quỹ tín dụng""",
    "other": """tòa án | toà án nhân dân | viện kiểm sát | thi hành án | cục thi hành án
        | chi cục thi hành án dân sự | bộ chỉ huy quân sự | ban chỉ huy quân sự | kho bạc
        | kho bạc nhà nước""",
}
# A matter that belongs to a kind of office, though nobody named it.
IMPLIED: dict[str, str] = {
    "so_xay_dung": """giấy phép xây dựng | gpxd | phép xây dựng | quy hoạch xây dựng | nhà ở xã hội
        | chung cư | ban quản trị chung cư | xe buýt | bến xe | đăng kiểm xe | đăng kiểm
        | trung tâm đăng kiểm | phù hiệu xe | kinh doanh vận tải | đèn đường | thoát nước | ổ gà
        | chứng chỉ hành nghề xây dựng""",
    "so_nong_nghiep_moi_truong": """sổ đỏ | sổ hồng | bìa đỏ | gcnqsdđ | gcn qsdđ
        | giấy chứng nhận quyền sử dụng đất | thửa đất | tách thửa | sang tên sổ | đo đạc
        | trích lục bản đồ | chuyển mục đích sử dụng đất | chuyển mục đích | đất đai | đất ở
        | giá đất | ô nhiễm | khai thác cát | giấy phép môi trường | xả thải | nước thải | tàu cá
        | thủy lợi | chăn nuôi | bảo vệ thực vật | kiểm dịch | rừng phòng hộ | giải phóng mặt bằng
        | tái định cư""",
    "so_tai_chinh": """đăng ký doanh nghiệp | giấy phép kinh doanh | đăng ký kinh doanh
        | thành lập doanh nghiệp | thành lập công ty | thay đổi đăng ký kinh doanh
        | chủ trương đầu tư | đấu thầu | tài sản công | giải thể công ty | giải thể doanh nghiệp""",
    "so_noi_vu": """người có công | thương binh | liệt sĩ | liệt sỹ | bệnh binh | chất độc da cam
        | giấy phép lao động | hợp đồng lao động | nợ lương | tiền lương | tai nạn lao động
        | xuất khẩu lao động | thi công chức | tuyển dụng viên chức | thi tuyển công chức
        | bảo hiểm thất nghiệp | trợ cấp thất nghiệp | bhtn""",
    "so_tu_phap": """công chứng | luật sư | đấu giá tài sản | trợ giúp pháp lý | quốc tịch
        | thừa phát lại | giám định tư pháp""",
    "so_y_te": """khám bệnh | chữa bệnh | khám chữa bệnh | viện phí | nhà thuốc | tiêm chủng
        | an toàn thực phẩm | vệ sinh thực phẩm | ngộ độc | phòng khám | chứng chỉ hành nghề y
        | trợ cấp xã hội | bảo trợ xã hội | người khuyết tật | trẻ mồ côi""",
    "so_giao_duc_dao_tao": """học phí | tuyển sinh | trường học | học sinh | giáo viên | dạy thêm
        | lạm thu | bằng tốt nghiệp | chuyển trường | lớp 1 | lớp 10 | văn bằng | hội phụ huynh
        | mầm non""",
    "so_cong_thuong": """xăng dầu | cây xăng | hàng giả | hóa chất | khuyến mại | bán hàng đa cấp
        | cụm công nghiệp | giấy phép bán rượu | bán lẻ thuốc lá""",
    "so_khoa_hoc_cong_nghe": """sở hữu trí tuệ | nhãn hiệu | sáng chế | chuyển đổi số | viễn thông
        | cước mạng | sim rác | sóng điện thoại | internet | bưu điện | bưu chính | trạm bts
        | chữ ký số | tần số""",
    "so_van_hoa_the_thao_du_lich": """di tích | karaoke | quảng cáo ngoài trời | lễ hội | du lịch
        | hướng dẫn viên | bảo tàng | báo chí | xuất bản | thể thao | khách sạn""",
    "so_dan_toc_ton_giao": """dân tộc thiểu số | đồng bào dân tộc | tôn giáo | nhà thờ | chùa
        | người có uy tín | chương trình 135""",
    "cong_an": """căn cước | cccd | căn cước công dân | vneid | định danh điện tử | hộ khẩu
        | thường trú | tạm trú | hộ chiếu | giấy phép lái xe | bằng lái | gplx | bằng lái xe
        | đăng ký xe | biển số | sang tên xe | lý lịch tư pháp | phạt nguội | phòng cháy
        | phòng cháy chữa cháy""",
    "thue": """thuế đất | thuế thu nhập | thuế tncn | tncn | hoàn thuế | mã số thuế | mst
        | hóa đơn điện tử | hóa đơn | thuế gtgt | gtgt | quyết toán thuế | kê khai thuế
        | lệ phí trước bạ | trước bạ | tiền sử dụng đất | thuế khoán | thuế trước bạ""",
    "bao_hiem_xa_hoi": """bảo hiểm y tế | bhyt | thẻ bảo hiểm | lương hưu | hưu trí | sổ bảo hiểm
        | thai sản | chế độ ốm đau | vssid | chốt sổ | đóng bảo hiểm | trợ cấp tuất | tuất""",
    "hai_quan": "thông quan | tờ khai hải quan | xuất nhập khẩu | cửa khẩu",
    "ubnd_xa": """khai sinh | khai tử | kết hôn | hộ tịch | chứng thực | sao y | hộ nghèo
        | hộ cận nghèo | xác nhận tình trạng hôn nhân | giấy độc thân | hộ kinh doanh""",
    "dien_luc": "tiền điện | cúp điện | cắt điện | mất điện | công tơ | hóa đơn tiền điện",
    "ngan_hang": "vay vốn | lãi suất | thẻ tín dụng | nợ xấu | cic | giải ngân",
}
# Said of an office without saying which.
DESKS = """một cửa | bộ phận một cửa | bộ phận tiếp nhận | trung tâm hành chính công
    | trung tâm phục vụ hành chính công | ttpvhcc | tthcc | quầy tiếp nhận | bộ phận trả kết quả"""
