"""What people and offices call one thing: data of the search, collected from laws and counters."""

# Each line names one thing.
SAME_THINGS = """
ubnd = ủy ban nhân dân = ủy ban
hđnd = hội đồng nhân dân
cccd = căn cước công dân = căn cước = cmnd = chứng minh nhân dân = cmt = chứng minh thư
sổ đỏ = giấy chứng nhận quyền sử dụng đất = sổ hồng = bìa đỏ = gcn = gcnqsdđ = gcn qsdđ
qsdđ = quyền sử dụng đất
bhyt = bảo hiểm y tế = thẻ bảo hiểm
bhxh = bảo hiểm xã hội = sổ bảo hiểm
bhtn = bảo hiểm thất nghiệp = trợ cấp thất nghiệp
tthc = thủ tục hành chính
một cửa = trung tâm phục vụ hành chính công = trung tâm hành chính công = bộ phận tiếp nhận
ttpvhcc = trung tâm phục vụ hành chính công
dvc = dịch vụ công = dvctt = dịch vụ công trực tuyến
đkkd = đăng ký kinh doanh = đăng ký doanh nghiệp = thành lập công ty = thành lập doanh nghiệp
hkd = hộ kinh doanh = hộ kd = mở quán = mở cửa hàng = mở tiệm
gplx = giấy phép lái xe = bằng lái = bằng lái xe
gpxd = giấy phép xây dựng = xin phép xây nhà = xin phép xây dựng = phép xây dựng
không phép = trái phép = sai phép = không có phép
thcs = trung học cơ sở = cấp hai = cấp 2
thpt = trung học phổ thông = cấp ba = cấp 3
pccc = phòng cháy chữa cháy = cứu hỏa = chữa cháy
vsattp = attp = vệ sinh an toàn thực phẩm = an toàn thực phẩm
ngộ độc = đau bụng = thực phẩm bẩn
tncn = thu nhập cá nhân
gtgt = giá trị gia tăng = vat
gpmb = giải phóng mặt bằng = thu hồi đất = đền bù = bồi thường = tái định cư
tnmt = tài nguyên môi trường
csgt = cảnh sát giao thông
nvqs = nghĩa vụ quân sự = nhập ngũ
lđtbxh = lao động thương binh xã hội
tdp = tổ dân phố
noxh = nhà ở xã hội
khai tử = báo tử = giấy chứng tử
kết hôn = cưới = lấy chồng = lấy vợ
ly hôn = ly dị
độc thân = tình trạng hôn nhân
cải chính = đính chính = sửa sai = ghi sai = viết nhầm = ghi nhầm
chứng thực = sao y = công chứng
hộ khẩu = thường trú = cư trú = nhập khẩu
tạm trú = lưu trú
nhà trọ = phòng trọ = chủ trọ
thái độ = quát = quát mắng = quát tháo = gắt gỏng = cáu gắt = hách dịch = cửa quyền = nạt nộ = mắng
hạch sách = nhũng nhiễu = sách nhiễu = gây khó khăn = gây khó dễ = làm khó = hành dân = vòi vĩnh
phong bì = hối lộ = bồi dưỡng = lót tay = vi thiềng = mãi lộ = đút lót
đèn đường = chiếu sáng = đèn công cộng = đèn cao áp = bóng đèn = bóng điện
ổ gà = ổ voi = mặt đường hỏng = đường hỏng = đường xấu = xuống cấp = nứt vỡ = bong tróc
rác = rác thải = đổ rác = bãi rác
hôi thối = mùi hôi = bốc mùi = hôi hám
tiếng ồn = ồn ào = ồn = ầm ĩ = gây ồn
karaoke = ktv = loa kẹo kéo = hát hò
ngập = úng = ngập úng = ngập nước = ngập lụt = lụt
thoát nước = cống thoát nước = tắc cống = cống tắc
mất điện = cúp điện = ngừng cấp điện = cắt điện = điện yếu
mất nước = cúp nước = nước sạch = nước sinh hoạt
nước máy = nước sạch = nước sinh hoạt
vỉa hè = lề đường = lòng đường = lòng lề đường
tiếp dân = tiếp công dân
người già = người cao tuổi = cụ già = các cụ = người lớn tuổi
khuyết tật = người khuyết tật = tàn tật = xe lăn
định danh = vneid = định danh điện tử
lương hưu = hưu trí = nghỉ hưu = tiền hưu
thương binh = liệt sĩ = người có công
đăng kiểm = kiểm định xe = kiểm định
xe khách = nhà xe = xe đò
xe buýt = xe bus = buýt
nhập học = tuyển sinh = vào lớp
trái tuyến = đúng tuyến = chuyển trường
lạm thu = thu quỹ = quỹ phụ huynh = khoản thu
học thêm = dạy thêm
khám bệnh = khám bảo hiểm = khám chữa bệnh = chữa bệnh = bệnh viện
chuyển tuyến = chuyển viện = tuyến trên
sáp nhập = sát nhập = xáp nhập = đổi tên xã
lltp = lý lịch tư pháp
hộ chiếu = passport
kẹt xe = tắc đường = ùn tắc = tắc nghẽn = kẹt đường
đèn tín hiệu = đèn đỏ = đèn giao thông = đèn xanh
biển báo = biển cấm = biển chỉ dẫn = vạch kẻ
tách thửa = tách sổ = chia đất = tách đất = tách sổ đất
sang tên = chuyển nhượng = mua bán đất
thổ cư = đất ở = chuyển mục đích sử dụng đất = chuyển mục đích = lên thổ cư
ranh giới = ranh đất = mốc giới = lấn đất = lấn ranh = lấn sang
lừa đảo = mạo danh = giả danh = bị lừa
bạo lực = bắt nạt = đánh hội đồng = đánh trẻ = đánh học sinh = đánh bạn
cây xanh = cành cây = nhánh cây = cổ thụ
chăn nuôi = trại heo = trại lợn = chuồng trại = nuôi heo = nuôi lợn = trang trại
heo = lợn
nghĩa trang = nghĩa địa
mai táng = chôn cất = tang lễ
internet = wifi = cáp quang
sóng điện thoại = sóng di động = trạm phát sóng
nợ lương = trả lương = quỵt tiền công = chậm lương
mô tô = xe máy
ô tô = oto = xe hơi
tiền điện = hóa đơn điện = công tơ = giá điện
hàng giả = hàng nhái = phân bón giả = thuốc giả
nước thải = xả thải = xả nước
chó thả rông = chó chạy rông = chó dữ = chó cắn
khiếu nại = đơn thư = khiếu kiện
chung cư = căn hộ = tòa nhà
nắp cống = hố ga = miệng cống = tấm đan
bán trú = suất ăn = bữa ăn = bếp ăn
công trường = công trình = thi công
khai thác cát = hút cát = cát tặc
phá rừng = chặt phá rừng = lâm tặc
nghiện hút = ma túy = nghiện ngập
đánh bạc = cờ bạc = số đề
trộm = trộm cắp = mất trộm
đua xe = nẹt pô
trẻ sơ sinh = mới sinh
xác nhận độc thân = xác nhận tình trạng hôn nhân = giấy độc thân
nứt nhà = nứt tường = nhà bị nứt = lún nứt = vết nứt = lún
vắc xin = vaccine = tiêm chủng = tiêm phòng = chích ngừa
viện phí = tiền viện = chi phí khám
cấp cứu = xe cứu thương = 115
mầm non = mẫu giáo = nhà trẻ
giáo viên = cô giáo = thầy giáo = thầy cô = chủ nhiệm
sách giáo khoa = sgk = sách vở
nhà vệ sinh = toilet = wc = khu vệ sinh
hồ bơi = bể bơi
công viên = vườn hoa = sân chơi
xe quá tải = xe tải nặng = xe ben = xe hổ vồ = xe chở đất
phạt nguội = camera phạt
nồng độ cồn = thổi cồn
bãi giữ xe = bãi gửi xe = gửi xe = trông giữ xe = giữ xe
quảng cáo = tờ rơi = rao vặt
sạt lở = sạt lở đất = lở đất = sụt lún
bão lũ = thiên tai = lũ lụt
cứu trợ = hàng cứu trợ = tiền ủng hộ
giấy hẹn = phiếu hẹn = phiếu tiếp nhận
trả kết quả = nhận kết quả
bưu điện = bưu chính = chuyển phát
hồ sơ giấy = bản giấy = bản cứng
bản sao = photo = phô tô = photocopy
đóng dấu = con dấu = dấu xác nhận
thị thực = visa
hợp đồng lao động = hđlđ
tai nạn lao động = tnlđ
thai sản = nghỉ sinh = sinh con = chế độ thai sản
hoàn thuế = trả lại thuế = quyết toán thuế
lệ phí trước bạ = thuế trước bạ = trước bạ
vay vốn = ngân hàng chính sách = vay ưu đãi
hộ nghèo = cận nghèo = bình xét
trợ cấp xã hội = bảo trợ xã hội = btxh
dịch tả lợn = dịch tả heo = lợn chết = heo chết
thuốc trừ sâu = thuốc bảo vệ thực vật = bvtv
thủy lợi = kênh mương = mương = tưới tiêu = trạm bơm
cột điện = trụ điện = đường dây điện = dây điện
cáp viễn thông = dây cáp = dây mạng
máy biến áp = trạm biến áp
cầu tạm = cầu khỉ = cầu treo = cầu hỏng
giải thể = đóng mã số thuế = ngừng hoạt động
cân điêu = cân thiếu = gian lận = bơm thiếu
giá vé = tăng giá vé = chặt chém
ki ốt = kiot = sạp = tiểu thương
chợ cóc = chợ tự phát = chợ tạm
đường dây nóng = hotline = tổng đài = 1022
số thứ tự = lấy số = bốc số = xếp hàng
quỹ bảo trì = phí bảo trì
ban quản lý = ban quản trị
thuế khoán = ấn thuế = thuế hộ kinh doanh
mã số thuế = mst
giám định = xác định mức độ
di tích = đình làng = chùa = đền
trích lục = bản sao trích lục
giấy chứng sinh = chứng sinh
"""

# Words that complaints of every kind have in common; they weigh less.
LOOSE_THINGS = """
trực tuyến = qua mạng = online
cbcc = cán bộ công chức = công chức = cán bộ = nhân viên = chuyên viên
lệ phí = phí = mức thu
biên lai = hóa đơn
chậm = trễ = kéo dài = quá hạn = lâu = hẹn lại = ngâm = chưa xong
lấn chiếm = chiếm = bày bán = chiếm dụng
y tá = điều dưỡng = bác sĩ
xử lý = sử lý = giải quyết
khói = khí thải = bụi
thừa = ngoài danh mục = không có trong danh mục = đòi thêm = bắt thêm = thiếu một giấy
hẹn tới hẹn lui = hẹn đi hẹn lại = mai quay lại = đi lại nhiều lần = nhiều lần
bẩn = đục = dơ = tanh
hỏng = hư = vỡ = bị hỏng
tăng vọt = tăng gấp = tăng cao = tăng giá
trẻ em = trẻ con = cháu bé = trẻ nhỏ
"""

# After the colon: what stands in texts about a thing without being a name of it; weighs less.
NEAR_THINGS = """
sổ đỏ : đất đai, thửa đất, văn phòng đất đai, địa chính
tách thửa : diện tích, tặng cho, hai sổ
sang tên : trước bạ, công chứng
gpmb : kiểm đếm, bàn giao mặt bằng
bhxh : chốt sổ, gộp sổ
bhtn : tìm việc, thôi việc, trung tâm việc làm
bhyt : hạn thẻ, chuyển tuyến
mất điện : trạm biến áp, đường dây, điện lực
tiền điện : chỉ số, ghi nhầm, một số điện
nước máy : đục, tanh, nhiễm phèn, giếng khoan
mất nước : đường ống, trạm bơm, giếng khoan
đèn đường : tắt, cháy, tối om, bật đèn
ổ gà : mặt đường, vá đường, trải nhựa, bê tông
ngập : cống, mưa to, nước tràn
vỉa hè : hàng quán, bàn ghế, đi bộ, hàng rong
rác : thu gom, ruồi, gom rác
karaoke : hàng xóm, không ngủ
tiếng ồn : không ngủ được, ngủ
cccd : gắn chip, vân tay, làm thẻ
lý lịch tư pháp : án tích
gplx : sát hạch, phôi
đăng kiểm : dây chuyền, xếp hàng
dvc : đăng nhập, tải tệp, nộp hồ sơ
định danh : kích hoạt, tài khoản, mức hai
nvqs : tạm hoãn, quân sự
bán trú : thực đơn, phụ huynh
nhập học : trường, học sinh
khuyết tật : hội đồng, trợ cấp
không phép : đình chỉ, tháo dỡ, cưỡng chế, vượt
phong bì : gợi ý, đòi tiền
thừa : bản sao, photo, bản chính
chậm : quá hẹn, chưa trả
thái độ : nhấm nhẳng, né tránh, xin lỗi
nước thải : cá chết, đen ngòm, sông
lừa đảo : otp, chuyển tiền, tài khoản
xe buýt : bỏ chuyến, trạm chờ
nứt nhà : ép cọc, đào móng, rung lắc
noxh : thu nhập thấp, xét duyệt
lạm thu : tự nguyện, trái quy định, trả lại tiền
"""
