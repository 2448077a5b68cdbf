"""The 25 provinces of Cambodia: codes and names of the national gazetteer (Phnom Penh, 12, is one of them)."""

from shared_schema.vocabularies.code_list import Code, CodeList

PROVINCE = CodeList(
    "province",
    (
        Code("01", "Banteay Meanchey", "បន្ទាយមានជ័យ"),
        Code("02", "Battambang", "បាត់ដំបង"),
        Code("03", "Kampong Cham", "កំពង់ចាម"),
        Code("04", "Kampong Chhnang", "កំពង់ឆ្នាំង"),
        Code("05", "Kampong Speu", "កំពង់ស្ពឺ"),
        Code("06", "Kampong Thom", "កំពង់ធំ"),
        Code("07", "Kampot", "កំពត"),
        Code("08", "Kandal", "កណ្តាល"),
        Code("09", "Koh Kong", "កោះកុង"),
        Code("10", "Kratie", "ក្រចេះ"),
        Code("11", "Mondul Kiri", "មណ្ឌលគិរី"),
        Code("12", "Phnom Penh", "ភ្នំពេញ"),
        Code("13", "Preah Vihear", "ព្រះវិហារ"),
        Code("14", "Prey Veng", "ព្រៃវែង"),
        Code("15", "Pursat", "ពោធិ៍សាត់"),
        Code("16", "Ratanak Kiri", "រតនគិរី"),
        Code("17", "Siemreap", "សៀមរាប"),
        Code("18", "Preah Sihanouk", "ព្រះសីហនុ"),
        Code("19", "Stung Treng", "ស្ទឹងត្រែង"),
        Code("20", "Svay Rieng", "ស្វាយរៀង"),
        Code("21", "Takeo", "តាកែវ"),
        Code("22", "Oddar Meanchey", "ឧត្តរមានជ័យ"),
        Code("23", "Kep", "កែប"),
        Code("24", "Pailin", "ប៉ៃលិន"),
        Code("25", "Tboung Khmum", "ត្បូងឃ្មុំ"),
    ),
)
