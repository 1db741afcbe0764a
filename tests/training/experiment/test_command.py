"""The comparison of taggers: what counts as right, and the command from annotated lines to its table."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from bantin.annotation.corpus import Annotated
from bantin.training.experiment.measure import best_pass, difference, figures, portion, tallies

TEXTS = [
    "[P Trần Văn Nam] vừa nhận nhiệm vụ ở [L xã Tân An] sau kỳ nghỉ dài ngày.",
    "Người dân [L phường Hòa Bình] kể chuyện về ông [P Lê Quốc Việt] trồng rừng.",
    "Cầu mới bắc qua suối giúp học sinh [L huyện Lạc Sơn] đến lớp nhanh hơn trước.",
    "Thầy giáo [P Phạm Hồng Sơn] tặng thư viện làng ba trăm cuốn truyện tranh.",
    "Đêm qua mưa lớn, [P Vũ Đình Quân] cùng hàng xóm ở [L xã Mường Bi] đắp lại bờ ruộng.",
    "Chợ phiên [L thị trấn Mai Châu] đông hơn hẳn nhờ con đường vừa mở rộng.",
    "Bà [P Bùi Thị Châu] nhặt được ví tiền rồi mang trả người đánh rơi.",
    "Đội bóng của [P Đỗ Hải Yến] thắng trận cuối mùa trên sân cỏ nhân tạo.",
    "Lớp học bơi miễn phí khai giảng tại [L xã Yên Thượng] vào chiều chủ nhật.",
    "Anh [P Hoàng Anh Dũng] sửa máy bơm cho cả xóm mà không lấy công.",
    "Vườn cam ở [L huyện Cao Phong] năm nay được mùa, thương lái đặt mua sớm.",
    "Ca sĩ [P Ngô Bảo Linh] hát gây quỹ xây nhà cho người già neo đơn.",
    "Hàng trăm gốc đào từ [L xã Dân Chủ] xuống phố trước Tết một tuần.",
    "Nhóm bạn trẻ theo chân [P Lý Thu Hà] dọn rác dọc bờ sông suốt buổi sáng.",
    "Trạm y tế [L phường Tân Thịnh] có thêm hai phòng khám cho trẻ nhỏ.",
    "Sau cơn bão, [P Đặng Minh Khôi] chèo thuyền chở lương thực tới [L thôn Đồng Vành].",
    "Nghề dệt thổ cẩm ở [L xã Chiềng Châu] hồi sinh nhờ khách du lịch.",
    "Cụ [P Mai Văn Thế] tròn trăm tuổi, vẫn đọc sách mỗi tối dưới hiên.",
]
KINDS = {"P": "PERSON", "L": "LOCATION"}


def rows(times=2):
    """Annotated lines; repeated ones are one story. By their hashes some stories are to learn from, to stop by and to test on."""
    for i, marked in enumerate(TEXTS * times):
        text, spans, at = "", [], 0
        for match in re.finditer(r"\[([PL]) ([^\]]+)\]", marked):
            text += marked[at : match.start()]
            spans.append([len(text), len(text) + len(match[2]), KINDS[match[1]]])
            text, at = text + match[2], match.end()
        yield {"id": str(i), "text": text + marked[at:], "label": spans}


def run(*args):
    """(exit status, standard error) of the command."""
    command = [sys.executable, "-m", "bantin.training.experiment", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows()), encoding="utf-8")
    return path


def test_every_tagger_and_ablation_has_its_figures_in_the_table_and_the_json(data, tmp_path):
    out = tmp_path / "new" / "taggers.md"
    status, err = run(data, "--share", "1", "--passes", "2", "--rounds", "20", "--timed", "3", "--out", out)
    assert status == 0, err
    result = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    page = out.read_text(encoding="utf-8")
    assert f"`{result['command']}`" in page
    assert len(result["taggers"]) == 10
    for name, row in result["taggers"].items():
        assert page.count(f"| {name} | ") == 2  # the figures in all, and by label
        assert set(row["labels"]) == {"PERSON", "LOCATION"}
        assert 0 <= row["f1"] <= 1
    fields = result["taggers"]["(a) CRF over hashed features"]
    assert fields["f1"] > 0.5
    assert fields["words_per_second"] > 0
    assert fields["bytes"] > 0
    sizes = [result[part]["articles"] for part in ("learn", "stop", "test")]
    assert min(sizes) > 0
    assert sum(sizes) == len(TEXTS) * 2


@pytest.mark.parametrize(("share", "said"), [("0", "--share is 0"), ("0.0001", "to learn from")])
def test_a_share_that_leaves_nothing_is_told_and_nothing_is_written(data, tmp_path, share, said):
    status, err = run(data, "--share", share, "--out", tmp_path / "t.md")
    assert status == 2
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "t.md").exists()


def test_figures_are_strict_and_leave_credits_out():
    gold = [[(0, 4, "PERSON"), (10, 20, "IGNORE")], [(5, 9, "LOCATION")]]
    found = [[(0, 4, "PERSON"), (12, 15, "PERSON"), (30, 33, "IGNORE")], [(5, 8, "LOCATION")]]
    assert tallies(gold, found).tolist() == [[1, 1, 1], [0, 1, 1]]
    said = figures(gold, found)
    assert (said["precision"], said["recall"], said["f1"]) == (0.5, 0.5, 0.5)
    assert said["labels"] == {"LOCATION": 0.0, "PERSON": 1.0}


def test_a_difference_lies_in_its_interval_and_is_nothing_to_itself():
    gold = [[(0, 4, "PERSON")]] * 40
    one = tallies(gold, [[(0, 4, "PERSON")]] * 40)
    other = tallies(gold, [[(0, 4, "PERSON")]] * 20 + [[]] * 20)
    assert difference(one, one, 1) == [0, 0, 0]
    less, low, high = difference(other, one, 1)
    assert low < less < high < 0


def test_the_articles_to_stop_by_are_of_other_stories():
    corpus = [Annotated(row["id"], row["text"], None, [], True, None, None, []) for row in rows()]
    learn, stop = portion(corpus, 1.0)
    assert len(learn) + len(stop) == len(corpus)
    assert not {a.text for a in learn} & {a.text for a in stop}
    half = [a for part in portion(corpus, 0.5) for a in part]
    assert 0 < len(half) < len(corpus)


def test_training_ends_when_the_score_rises_no_more_and_keeps_the_best():
    scores = iter([0.1, 0.5, 0.4, 0.5, 0.3, 0.2, 0.4, 0.9])
    passes = []
    kept, at = best_pass(lambda: passes.append(1), lambda: next(scores), lambda: str(len(passes)).encode(), 10)
    assert (kept, at, len(passes)) == (b"2", 2, 7)
