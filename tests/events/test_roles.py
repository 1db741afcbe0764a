"""Who took part and as what, and which of the bodies named is the acting one."""

import pytest


@pytest.mark.parametrize(
    ("kind", "text", "roles"),
    [
        # who chairs and speaks
        ("conference", "Hội nghị do đồng chí [R Đại tá] [P Lê An], [O Giám đốc] [U Công an tỉnh Long An] chủ trì.", {("Lê An", "chair")}),
        ("conference", "Hội nghị diễn ra dưới sự chủ trì của đồng chí [P Lê An], [O Giám đốc] [U Sở Y tế].", {("Lê An", "chair")}),
        ("conference", "Chủ trì hội nghị có đồng chí [P Lê An], [O Giám đốc] và đồng chí [P Vũ Bình], [O Phó Giám đốc] [U Sở Y tế].", {("Lê An", "chair"), ("Vũ Bình", "chair")}),
        ("conference", "[O Giám đốc] [P Lê An] và [O Phó Giám đốc] [P Vũ Bình] đồng chủ trì hội nghị.", {("Lê An", "chair"), ("Vũ Bình", "chair")}),
        ("conference", "Phát biểu tại hội nghị, [R Đại tá] [P Lê An], [O Giám đốc] [U Công an tỉnh Long An] nhấn mạnh ba việc.", {("Lê An", "speaker")}),
        ("conference", "[O Giám đốc] [P Lê An] chủ trì hội nghị. [O Giám đốc] [P Lê An] kết luận và yêu cầu các phòng làm ngay.", {("Lê An", "chair")}),
        ("conference", "Hội nghị có mặt [O Giám đốc] [P Lê An].", set()),
        ("arrest", "Theo [R Thiếu tá] [P Lê An], [O Trưởng] [U Công an huyện Vân Hà], đối tượng [P Vũ Tám] bị bắt khi đang ngủ.", {("Lê An", "speaker"), ("Vũ Tám", "suspect")}),
        # who receives, who is appointed, who is punished
        ("commendation", "[O Giám đốc] [P Lê An] trao giấy khen cho anh [P Vũ Bình].", {("Vũ Bình", "recipient")}),
        ("commendation", "Anh [P Vũ Bình] và chị [P Đỗ Hoa] được tặng giấy khen vì cứu người.", {("Vũ Bình", "recipient"), ("Đỗ Hoa", "recipient")}),
        ("commendation", "[U Công an tỉnh Long An] tặng giấy khen cho [U Công an huyện Vân Hà] và [U Đội CSGT số 2].", {("Công an huyện Vân Hà", "recipient"), ("Đội CSGT số 2", "recipient")}),
        ("personnel", "[U Bộ Công an] bổ nhiệm [R Đại tá] [P Lê An] giữ chức [O Giám đốc] [U Công an tỉnh Long An].", {("Lê An", "appointee")}),
        ("personnel", "[R Thượng tá] [P Lê An], [O Trưởng] [U Công an huyện Vân Hà] được điều động về [U Phòng CSGT].", {("Lê An", "appointee")}),
        ("personnel", "[O Thứ trưởng] [P Vũ Bình] trao quyết định cho [R Đại tá] [P Lê An].", {("Lê An", "appointee")}),
        ("discipline", "[U Thành ủy Vinh] cách chức ông [P Lê Tám], [O Chủ tịch] [U UBND phường Tân An].", {("Lê Tám", "disciplined")}),
        ("discipline", "[R Đại úy] [P Lê Tám] bị kỷ luật khiển trách.", {("Lê Tám", "disciplined")}),
        ("community", "[U Công an xã Tân An] trả lại 20 triệu đồng cho bà [P Đỗ Hoa].", {("Đỗ Hoa", "recipient")}),
        # suspects
        ("arrest", "[P Lê Tám] (SN 1990, trú tại [L xã Tân An]) bị [U Công an huyện Vân Hà] bắt giữ.", {("Lê Tám", "suspect")}),
        ("arrest", "[U Công an huyện Vân Hà] tạm giữ 3 đối tượng gồm: [P Lê Tám] (SN 1990), [P Vũ Chín] (SN 1991) và [P Đỗ Mười] (SN 1992).", {("Lê Tám", "suspect"), ("Vũ Chín", "suspect"), ("Đỗ Mười", "suspect")}),
        ("arrest", "Công an bắt quả tang [P Lê Tám], 30 tuổi, ngụ [L quận 5], và [P Vũ Chín], 25 tuổi.", {("Lê Tám", "suspect"), ("Vũ Chín", "suspect")}),
        ("prosecution", "Cơ quan điều tra khởi tố bị can đối với [P Lê Tám] về tội trộm cắp tài sản.", {("Lê Tám", "suspect")}),
        ("prosecution", "[P Lê Tám], nguyên [O Phó Giám đốc] [U Sở Y tế], bị khởi tố vì nhận hối lộ.", {("Lê Tám", "suspect")}),
        ("trial", "[U TAND tỉnh Long An] tuyên phạt bị cáo [P Lê Tám] 5 năm tù, [P Vũ Chín] 3 năm tù.", {("Lê Tám", "suspect")}),
        ("wanted_missing", "Công an ra lệnh truy nã đối với [P Lê Tám].", {("Lê Tám", "suspect")}),
        ("crime", "Nghi phạm được xác định là [P Lê Tám], nạn nhân là chị [P Đỗ Hoa].", {("Lê Tám", "suspect"), ("Đỗ Hoa", "victim")}),
        ("crime", "[P Lê Tám] dùng dao đâm anh [P Vũ Bình] rồi bỏ chạy.", {("Lê Tám", "suspect"), ("Vũ Bình", "victim")}),
        ("crime", "Anh [P Vũ Bình] bị [P Lê Tám] đâm trọng thương.", {("Vũ Bình", "victim"), ("Lê Tám", "suspect")}),
        ("crime", "Bà [P Đỗ Hoa] bị lừa mất 500 triệu đồng.", {("Đỗ Hoa", "victim")}),
        ("crime", "Hai thanh niên cướp chiếc xe máy của chị [P Đỗ Hoa].", {("Đỗ Hoa", "victim")}),
        ("crime", "[P Lê Tám] khai nhận đã sát hại bà [P Đỗ Hoa].", {("Lê Tám", "suspect"), ("Đỗ Hoa", "victim")}),
        ("crime", "Thủ phạm là [P Lê Tám], con nợ của bị hại [P Đỗ Hoa].", {("Lê Tám", "suspect"), ("Đỗ Hoa", "victim")}),
        ("arrest", "Bị truy đuổi, [P Lê Tám] ra đầu thú.", {("Lê Tám", "suspect")}),
        # victims and witnesses
        ("traffic_accident", "Cú va chạm khiến anh [P Vũ Bình] tử vong tại chỗ.", {("Vũ Bình", "victim")}),
        ("traffic_accident", "Nạn nhân được xác định là em [P Vũ Bình] (15 tuổi).", {("Vũ Bình", "victim")}),
        ("traffic_accident", "Xe tải do [P Lê Tám] điều khiển lật giữa đường sau tai nạn.", {("Lê Tám", "driver")}),
        ("traffic_accident", "Các nạn nhân gồm: chị [P Đỗ Hoa], anh [P Vũ Bình] và cháu [P Vũ Na].", {("Đỗ Hoa", "victim"), ("Vũ Bình", "victim"), ("Vũ Na", "victim")}),
        ("traffic_accident", "[R Thượng úy] [P Vũ Bình] bị thương khi làm nhiệm vụ trong vụ tai nạn.", {("Vũ Bình", "victim")}),
        ("fire_explosion", "Anh [P Vũ Bình], người chứng kiến vụ cháy, kể lại.", {("Vũ Bình", "witness")}),
        ("crime", "Theo lời kể của anh [P Vũ Bình], nghi phạm [P Lê Tám] đến từ sớm.", {("Vũ Bình", "witness"), ("Lê Tám", "suspect")}),
        ("rescue", "Tổ công tác đã cứu sống cháu [P Vũ Na] mắc kẹt trong nhà.", {("Vũ Na", "victim")}),
        ("other_accident", "Thi thể anh [P Vũ Bình] được tìm thấy sau hai ngày.", {("Vũ Bình", "victim")}),
        ("crime", "Nhân chứng [P Đỗ Hoa] nhìn thấy [P Lê Tám] hành hung anh [P Vũ Bình].", {("Đỗ Hoa", "witness"), ("Lê Tám", "suspect"), ("Vũ Bình", "victim")}),
        # a deed is told of its subject only
        ("crime", "Bà [P Đỗ Hoa] thấy con gái tên [P Na] (15 tuổi) đang ôm bạn trai nên nổi nóng dùng dao đâm nam sinh.", set()),
        ("crime", "Thấy chị [P Đỗ Hoa] đi cùng người khác, ông ta lấy dao tấn công.", set()),
        ("crime", "Anh [P Vũ Bình] vừa mở cửa thì nhóm thanh niên xông vào chém.", set()),
        ("crime", "Anh [P Vũ Bình] đang ngồi thì bị nhóm thanh niên lao vào chém.", {("Vũ Bình", "victim")}),
        ("crime", "Chồng của [P Đỗ Hoa] dùng dao đâm người hàng xóm.", set()),
        ("crime", "Đối tượng xông vào nhà anh [P Vũ Bình].", set()),
        ("crime", "Đối tượng xông vào nhà được xác định là [P Lê Tám].", {("Lê Tám", "suspect")}),
        ("crime", "[P Lê Tám] (nạn nhân trong vụ cướp) đã khỏe lại.", {("Lê Tám", "victim")}),
        ("crime", "[P Vũ Bình] (35 tuổi) đến trụ sở làm việc về vụ trộm.", set()),
        ("crime", "[R Đại tá] [P Lê An] triển khai tấn công trấn áp bọn trộm.", set()),
        ("crime", "Anh [P Vũ Bình] giật mình khi nghe tiếng động trong vụ trộm.", set()),
        ("crime", "Sau khi đâm chết [P Vũ Bình], [P Lê Tám] đã bị bắt giữ.", {("Vũ Bình", "victim"), ("Lê Tám", "suspect")}),
    ],
)  # fmt: skip
def test_roles(tell, kind, text, roles):
    assert tell(text, kind, published="2024-03-05")["roles"] == roles


@pytest.mark.parametrize(
    ("kind", "text", "organizer"),
    [
        ("arrest", "[P Lê Tám] bị [U Công an huyện Vân Hà] bắt giữ.", "Công an huyện Vân Hà"),
        ("arrest", "Nhận tin báo của [U UBND xã Tân An], [U Công an huyện Vân Hà] đã bắt giữ [P Lê Tám].", "Công an huyện Vân Hà"),
        ("arrest", "[U Công an huyện Vân Hà] phối hợp với [U Đồn Biên phòng Bến Đò] bắt giữ [P Lê Tám].", "Công an huyện Vân Hà"),
        ("arrest", "[P Lê Tám] bị bắt tại [U Công ty Hòa Phát].", None),
        ("arrest", "[R Đại tá] [P Lê An], [O Giám đốc] [U Công an tỉnh Long An] cho biết [U Phòng CSHS] đã bắt giữ hai người.", "Phòng CSHS Công an tỉnh Long An"),
        ("arrest", "Khách của [U Công ty Hòa Phát] bị [U Công an TP Vinh] tạm giữ.", "Công an TP Vinh"),
        ("conference", "Hội nghị do [U Sở Y tế] tổ chức tại [U Trường Chính trị].", "Sở Y tế"),
        ("conference", "[U Công an tỉnh Long An] và [U Hội Phụ nữ] tổ chức hội nghị.", "Công an tỉnh Long An"),
        ("conference", "Hội nghị diễn ra sáng nay. [O Giám đốc] [U Sở Y tế] [P Lê An] chủ trì.", "Sở Y tế"),
        ("trial", "Sáng nay, phiên tòa được mở tại [U TAND tỉnh Long An].", "TAND tỉnh Long An"),
        ("crime", "[U Công ty Hòa Phát] bị lừa đảo 2 tỷ đồng.", None),
        ("traffic_accident", "[U Công an huyện Vân Hà] đang điều tra vụ tai nạn giao thông.", None),
        ("discipline", "[U Thành ủy Vinh] kỷ luật [P Lê Tám], [O Chủ tịch] [U UBND phường Tân An].", "Thành ủy Vinh"),
    ],
)  # fmt: skip
def test_organizer(tell, kind, text, organizer):
    assert tell(text, kind)["organizer"] == organizer
