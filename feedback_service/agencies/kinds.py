"""Kinds and levels of agencies: the closed lists that files, rules and pages share."""

from enum import StrEnum


class AgencyLevel(StrEnum):
    """The tier of government an agency belongs to."""

    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"

    @property
    def label(self) -> str:
        """The level in words."""
        return LEVEL_LABELS[self]


class AgencyKind(StrEnum):
    """What an agency is, whatever its name and place."""

    UBND_TINH = "ubnd_tinh"
    VAN_PHONG_UBND = "van_phong_ubnd"
    THANH_TRA_TINH = "thanh_tra_tinh"
    TTPVHCC_TINH = "ttpvhcc_tinh"
    SO_XAY_DUNG = "so_xay_dung"
    SO_NONG_NGHIEP_MOI_TRUONG = "so_nong_nghiep_moi_truong"
    SO_TAI_CHINH = "so_tai_chinh"
    SO_NOI_VU = "so_noi_vu"
    SO_TU_PHAP = "so_tu_phap"
    SO_Y_TE = "so_y_te"
    SO_GIAO_DUC_DAO_TAO = "so_giao_duc_dao_tao"
    SO_CONG_THUONG = "so_cong_thuong"
    SO_KHOA_HOC_CONG_NGHE = "so_khoa_hoc_cong_nghe"
    SO_VAN_HOA_THE_THAO_DU_LICH = "so_van_hoa_the_thao_du_lich"
    SO_DAN_TOC_TON_GIAO = "so_dan_toc_ton_giao"
    SO_NGOAI_VU = "so_ngoai_vu"
    SO_DU_LICH = "so_du_lich"
    SO_QUY_HOACH_KIEN_TRUC = "so_quy_hoach_kien_truc"
    UBND_XA = "ubnd_xa"
    TTPVHCC_XA = "ttpvhcc_xa"
    CONG_AN = "cong_an"
    THUE = "thue"
    BAO_HIEM_XA_HOI = "bao_hiem_xa_hoi"
    HAI_QUAN = "hai_quan"
    DIEN_LUC = "dien_luc"
    NGAN_HANG = "ngan_hang"
    BO = "bo"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind in words."""
        return KIND_LABELS[self]


LEVEL_LABELS = {
    AgencyLevel.CENTRAL: "Trung ương",
    AgencyLevel.PROVINCE: "Cấp tỉnh",
    AgencyLevel.COMMUNE: "Cấp xã",
}
KIND_LABELS = {
    AgencyKind.UBND_TINH: "Ủy ban nhân dân cấp tỉnh",
    AgencyKind.VAN_PHONG_UBND: "Văn phòng Ủy ban nhân dân",
    AgencyKind.THANH_TRA_TINH: "Thanh tra cấp tỉnh",
    AgencyKind.TTPVHCC_TINH: "Trung tâm Phục vụ hành chính công cấp tỉnh",
    AgencyKind.SO_XAY_DUNG: "Sở Xây dựng",
    AgencyKind.SO_NONG_NGHIEP_MOI_TRUONG: "Sở Nông nghiệp và Môi trường",
    AgencyKind.SO_TAI_CHINH: "Sở Tài chính",
    AgencyKind.SO_NOI_VU: "Sở Nội vụ",
    AgencyKind.SO_TU_PHAP: "Sở Tư pháp",
    AgencyKind.SO_Y_TE: "Sở Y tế",
    AgencyKind.SO_GIAO_DUC_DAO_TAO: "Sở Giáo dục và Đào tạo",
    AgencyKind.SO_CONG_THUONG: "Sở Công Thương",
    AgencyKind.SO_KHOA_HOC_CONG_NGHE: "Sở Khoa học và Công nghệ",
    AgencyKind.SO_VAN_HOA_THE_THAO_DU_LICH: "Sở Văn hóa, Thể thao và Du lịch",
    AgencyKind.SO_DAN_TOC_TON_GIAO: "Sở Dân tộc và Tôn giáo",
    AgencyKind.SO_NGOAI_VU: "Sở Ngoại vụ",
    AgencyKind.SO_DU_LICH: "Sở Du lịch",
    AgencyKind.SO_QUY_HOACH_KIEN_TRUC: "Sở Quy hoạch – Kiến trúc",
    AgencyKind.UBND_XA: "Ủy ban nhân dân cấp xã",
    AgencyKind.TTPVHCC_XA: "Trung tâm Phục vụ hành chính công cấp xã",
    AgencyKind.CONG_AN: "Công an",
    AgencyKind.THUE: "Cơ quan thuế",
    AgencyKind.BAO_HIEM_XA_HOI: "Bảo hiểm xã hội",
    AgencyKind.HAI_QUAN: "Hải quan",
    AgencyKind.DIEN_LUC: "Điện lực",
    AgencyKind.NGAN_HANG: "Ngân hàng Nhà nước",
    AgencyKind.BO: "Bộ, cơ quan trung ương",
    AgencyKind.OTHER: "Cơ quan khác",
}
