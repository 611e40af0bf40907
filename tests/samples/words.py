"""Vietnamese office language: sentences, titles and file names as state offices write them. No real person is meant."""

from __future__ import annotations

import random

OFFICES = ["Sở Thông tin và Truyền thông", "Sở Nội vụ", "Sở Tài chính", "Sở Nông nghiệp và PTNT", "Sở Y tế",
           "UBND huyện Lục Ngạn", "UBND huyện Hiệp Hòa", "UBND thành phố Bắc Giang", "Văn phòng UBND tỉnh",
           "Chi cục Kiểm lâm", "Thanh tra tỉnh", "Sở Giáo dục và Đào tạo", "UBND xã Đại Sơn", "Sở Xây dựng"]
PEOPLE = ["Nguyễn Văn An", "Trần Thị Bình", "Đỗ Đức Duy", "Lê Ý", "Phạm Thị Thanh Trà", "Hoàng Phủ Ngọc Tường",
          "Đặng Thị Hồng Nhung", "Vũ Đình Ước", "Bùi Quang Huy", "H'Hen Niê", "Ngô Thị Ngọc Ánh", "Giáp Văn Ơn"]
TITLES = ["Báo cáo tình hình thực hiện nhiệm vụ quý IV", "Kế hoạch chuyển đổi số năm 2027", "Danh sách cán bộ, công chức",
          "Tờ trình về việc phê duyệt dự toán", "Giấy mời họp giao ban", "Công văn đôn đốc báo cáo", "Thông báo lịch nghỉ Tết",
          "Quyết định ban hành quy chế", "Biên bản nghiệm thu", "Phụ lục số liệu", "Chương trình công tác tháng 12",
          "Đề án vị trí việc làm", "Hướng dẫn sử dụng thư điện tử công vụ", "Bảng chấm công", "Dự thảo Nghị quyết HĐND",
          "Tổng hợp ý kiến góp ý", "Lịch tiếp công dân", "Hồ sơ mời thầu", "Bản đồ quy hoạch", "Phiếu khảo sát"]
FILE_NAMES = ["Báo cáo quý IV", "Ke hoach CDS 2027", "Danh sách cán bộ", "To trinh du toan", "Giấy mời", "CV 123 STTTT-CNTT",
              "thong-bao-nghi-tet", "QĐ 27_2018_QD-UBND", "Biên bản nghiệm thu (bản cuối)", "Phụ lục 01", "Chương trình T12",
              "De an VTVL v2.1", "Hướng dẫn", "Bảng chấm công 11.2026", "Dự thảo NQ", "Tổng hợp góp ý", "Lịch tiếp dân",
              "HSMT goi thau so 5", "Bản đồ", "Phiếu khảo sát", "Ước thực hiện năm", "Đơn xin nghỉ phép"]
SENTENCES = [
    "Kính gửi các đồng chí lãnh đạo, chuyên viên.", "Thực hiện chỉ đạo của UBND tỉnh, đề nghị các đơn vị khẩn trương triển khai.",
    "Đề nghị gửi báo cáo về Sở trước ngày 15/12/2026 để tổng hợp.", "Nội dung chi tiết trong tệp đính kèm.",
    "Ước thực hiện cả năm đạt 98,5 % kế hoạch giao.", "Mọi vướng mắc xin liên hệ số máy 0204 3 555 999.",
    "Cuộc họp bắt đầu lúc 14 giờ 00 phút tại phòng họp số 2.", "Trân trọng cảm ơn sự phối hợp của quý cơ quan.",
    "Số liệu tính đến hết ngày 20 tháng 11 năm 2026.", "Căn cứ Quyết định số 27/2018/QĐ-UBND của UBND tỉnh Bắc Giang.",
    "Các phòng, đơn vị trực thuộc chịu trách nhiệm thi hành.", "Đồng chí nào bận công tác cử người đi thay.",
    "Kinh phí thực hiện lấy từ nguồn ngân sách nhà nước.", "Tài liệu được lưu hành trong nội bộ cơ quan.",
]


def paragraph(rng: random.Random, count: int = 4) -> str:
    return " ".join(rng.choice(SENTENCES) for _ in range(count))


def letter(rng: random.Random) -> str:
    """The text of an everyday mail."""
    return (f"Kính gửi: {rng.choice(OFFICES)}\n\n{paragraph(rng, 2)}\n{paragraph(rng, 2)}\n\nTrân trọng.\n\n--\n"
            f"{rng.choice(PEOPLE)}\n{rng.choice(OFFICES)}, tỉnh Bắc Giang\n")


def rows(rng: random.Random, count: int) -> list[list[str | int]]:
    """A table of names, offices and figures."""
    head: list[str | int] = ["STT", "Họ và tên", "Đơn vị", "Số văn bản", "Ghi chú"]
    body = [[i, rng.choice(PEOPLE), rng.choice(OFFICES), rng.randrange(1000), ""] for i in range(1, count + 1)]
    return [head, *body]
