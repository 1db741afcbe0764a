"""Whether an event has happened, is planned or denied, as sentences of the news say it."""

import pytest

DAY = "2024-03-05"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("conference", "[U UBND tỉnh Long An] sẽ tổ chức hội nghị bàn về cấp nước."),
        ("conference", "[D Ngày 4/3], [U UBND tỉnh Long An] cho biết sẽ tổ chức hội nghị vào cuối quý."),
        ("conference", "Dự kiến, [D ngày 20/3], hội nghị khai mạc tại [L Vinh]."),
        ("conference", "Hội nghị sẽ diễn ra trong hai ngày tại [L Vinh]."),
        ("conference", "[U Sở Y tế] đang chuẩn bị cho hội nghị tổng kết ngành."),
        ("conference", "Hội nghị của [U Sở Y tế] được dời sang tuần sau."),
        ("ceremony", "Lễ khánh thành cầu Bến Mới dự kiến diễn ra cuối tháng này."),
        ("ceremony", "[U Công an tỉnh Long An] tổ chức lễ ra mắt mô hình [D ngày 9/3/2024]."),
        ("trial", "[U TAND tỉnh Long An] sắp mở phiên tòa xét xử vụ án này."),
        ("trial", "Phiên tòa bị hoãn vì vắng luật sư."),
        ("trial", "[D Ngày 12/3] tới, [U TAND tỉnh Long An] đưa vụ án ra xét xử."),
        ("prosecution", "Cơ quan điều tra đề nghị truy tố [P Lê Tám] về tội trộm cắp."),
        ("prosecution", "Luật sư cho rằng cần khởi tố vụ án."),
        ("discipline", "[U Ủy ban Kiểm tra] kiến nghị cách chức ông [P Lê Tám]."),
        ("commendation", "Người dân mong muốn được khen thưởng xứng đáng."),
        ("issuance", "[U Bộ Công an] sẽ ban hành thông tư mới về đăng ký xe."),
        ("campaign", "[U Công an TP Vinh] lên kế hoạch ra quân xử lý xe quá tải."),
        ("traffic_enforcement", "[U Phòng CSGT] yêu cầu xử phạt nghiêm các trường hợp này."),
        ("issuance", "Đề xuất lập làn riêng cho xe đạp ở [L Vinh]."),
        ("issuance", "[U Sở Y tế] lấy ý kiến về dự thảo nội quy chợ."),
        ("traffic_enforcement", "Kiến nghị cho các xã vùng cao được tự mình xử phạt xe chở quá tải."),
    ],
)
def test_planned(tell, kind, text):
    assert tell(text, kind, published=DAY)["status"] == "planned"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("conference", "[U Công an tỉnh Long An] bác bỏ thông tin hội nghị bị lộ tài liệu."),
        ("crime", "[U Công an huyện Vân Hà] khẳng định không có chuyện bắt cóc trẻ em trên địa bàn."),
        ("crime", "Tin đồn bắt cóc trẻ em lan khắp xã."),
        ("crime", "Thông tin về vụ cướp ngân hàng tại [L xã Tân An] là bịa đặt."),
        (
            "crime",
            "Mạng xã hội lan truyền vụ bắt cóc ở [L Vinh]. [U Công an TP Vinh] cho biết thông tin trên là sai sự thật.",
        ),
        ("fire_explosion", "Chủ chợ phủ nhận tin cháy chợ đêm qua."),
        ("fire_explosion", "Đêm qua không xảy ra vụ cháy nào ở chợ Tân An."),
        ("arrest", "[U Công an huyện Vân Hà] chưa bắt được hung thủ."),
        ("prosecution", "Cơ quan điều tra ra quyết định không khởi tố vụ án."),
        ("ceremony", "[U UBND xã Tân An] quyết định không tổ chức lễ hội năm nay."),
        ("ceremony", "[U UBND xã Tân An] hủy lễ hội đền vì dịch bệnh."),
        ("disaster", "Đại diện hồ chứa nói việc xả nước gây lũ quét là không đúng."),
    ],
)
def test_denied(tell, kind, text):
    assert tell(text, kind, published=DAY)["status"] == "denied"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("conference", "[D Sáng 5/3], [U Công an tỉnh Long An] tổ chức hội nghị."),
        ("conference", "Tại hội nghị, các đại biểu cho rằng địa phương sẽ còn nhiều việc phải làm."),
        ("arrest", "Khi đang chuẩn bị bỏ trốn thì bị bắt giữ tại [L Vinh]."),
        ("arrest", "Hai người dự định đi tiếp nhưng đã bị tạm giữ."),
        ("trial", "Bị cáo phủ nhận việc nhận hối lộ tại phiên tòa."),
        ("crime", "Trước cơ quan điều tra, nghi phạm phủ nhận hành vi cướp tài sản."),
        ("prosecution", "Theo đề nghị của [U Viện KSND tỉnh Long An], cơ quan điều tra khởi tố thêm hai người."),
        ("traffic_accident", "Xe máy không đội mũ bảo hiểm, chạy nhanh đã tông vào dải phân cách."),
        ("traffic_accident", "Không may anh [P Lê Tám] gặp tai nạn trên đường về."),
        ("arrest", "Không chỉ tạm giữ tài xế, công an còn lập biên bản chủ xe."),
        ("arrest", "Công an tạm giữ người tung tin đồn thất thiệt."),
        ("commendation", "[U Bộ Công an] đã gửi thư khen, mong các đơn vị phát huy."),
        ("issuance", "[U UBND tỉnh Long An] vừa ban hành kế hoạch, theo đó các trường sẽ nghỉ học."),
        ("issuance", "Theo đề xuất của [U Sở Y tế], quy định mới có hiệu lực từ hôm qua."),
        ("personnel", "Sau nhiều lần được đề xuất, ông [P Lê Tám] đã được bổ nhiệm."),
        ("personnel", "Ông [P Lê Tám] được bổ nhiệm từ đầu tháng và sẽ ra mắt vào cuối tuần."),
        ("fire_explosion", "Đám cháy được dập tắt, chưa rõ nguyên nhân."),
        ("seizure", "Công an thu giữ 2 kg ma túy, không ai bị thương."),
    ],
)
def test_happened(tell, kind, text):
    assert tell(text, kind, published=DAY)["status"] == "happened"


def test_what_is_proposed_far_behind_the_lede_is_left_as_it_is_told(tell):
    before = "[U Công an xã Tân An] họp. " + "Người dân trong xã kể lại câu chuyện của mình cho cán bộ nghe. " * 8
    assert tell(before + "Có người đề xuất một biện pháp mới lạ để thu giữ dao.", "seizure")["status"] == "happened"
