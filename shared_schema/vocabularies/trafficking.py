"""The restricted block: trafficking and perpetrators, in the codes of HTCDS 2.0."""

from shared_schema.vocabularies.code_list import Code, CodeList

TRAFFICKING_STATUS = CodeList(
    "trafficking_status",
    (
        Code("possible_victim", "Possibly trafficked", "អាចត្រូវគេជួញដូរ", report_en="Possible victim", report_km="អាចជាជនរងគ្រោះ", external={"H": "PossibleVictim"}),
        Code("actual_victim", "Trafficked", "ត្រូវគេជួញដូរ", report_en="Victim", report_km="ជនរងគ្រោះ", external={"H": "ActualVictim"}),
        Code("not_a_victim", "Not trafficked", "មិនត្រូវគេជួញដូរ", report_en="Not a victim", report_km="មិនមែនជនរងគ្រោះ", external={"H": "NotAVictim"}),
    ),
)

DECIDING_BODY = CodeList(
    "deciding_body",
    (
        Code("police", "Police", "ប៉ូលិស", external={"H": "Police"}),
        Code("ngo", "NGO", "អង្គការ", external={"H": "NGO"}),
        Code("court_or_prosecution", "Court or prosecution", "តុលាការ អយ្យការ", external={"H": "CourtOrProsecution"}),
        Code("non_police_gov", "Government, not police", "រដ្ឋផ្សេង", external={"H": "NonPoliceGov"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
)

TRAFFICKER_RELATIONSHIP = CodeList(
    "trafficker_relationship",
    (
        Code("familial", "Familial", "គ្រួសារ", external={"H": "Familial"}),
        Code("acquainted", "Acquainted", "ស្គាល់គ្នា", external={"H": "Acquainted"}),
        Code("unacquainted", "Unacquainted", "មិនស្គាល់", external={"H": "Unacquainted"}),
    ),
)

EXPLOITATION_TYPE = CodeList(
    "exploitation_type",
    (
        Code("forced_labour", "Forced labour", "ពលកម្មដោយបង្ខំ", external={"H": "ForcedLabour"}),
        Code("sexual_exploitation", "Sexual exploitation", "ផ្លូវភេទ", external={"H": "SexualExploitation"}),
        Code("child_labour", "Child labour", "ពលកម្មកុមារ", external={"H": "ChildLabour"}),
        Code("forced_marriage", "Forced marriage", "រៀបការដោយបង្ខំ", external={"H": "ForcedMarriage"}),
        Code("servitude", "Servitude", "ទាសភាព", external={"H": "Servitude"}),
        Code("forced_military_by_non_state_actors", "Forced military service by non-state actors", "បង្ខំធ្វើទាហាន", external={"H": "ForcedMilitaryByNonStateActors"}),
        Code("organ_removal", "Organ removal", "យកសរីរាង្គ", external={"H": "OrganRemoval"}),
        Code("forced_begging", "Forced begging", "បង្ខំសុំទាន", external={"H": "ForcedBegging"}),
        Code("forced_adoption", "Forced adoption", "សុំកូនដោយបង្ខំ", external={"H": "ForcedAdoption"}),
        Code("surrogacy", "Surrogacy", "ពរពោះជំនួស", external={"H": "Surrogacy"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
    open_ended=True,
)

SEXUAL_EXPLOITATION_TYPE = CodeList(
    "sexual_exploitation_type",
    (
        Code("prostitution", "Prostitution", "ពេស្យាចារ", external={"H": "Prostitution"}),
        Code("pornography", "Pornography", "រូបភាពអាសអាភាស", external={"H": "Pornography"}),
        Code("remote_interactive_services", "Remote interactive services", "តាមអនឡាញ", external={"H": "RemoteInteractiveServices"}),
        Code("private_sexual_services", "Private sexual services", "ឯកជន", external={"H": "PrivateSexualServices"}),
    ),
)

ISIC_SECTION = CodeList(
    "isic_section",
    (
        Code("A", "Agriculture, forestry and fishing", "កសិកម្ម រុក្ខកម្ម និងនេសាទ", external={"H": "A"}),
        Code("B", "Mining and quarrying", "ការជីករ៉ែ", external={"H": "B"}),
        Code("C", "Manufacturing", "រោងចក្រ និងកម្មន្តសាល", external={"H": "C"}),
        Code("D", "Electricity, gas and steam", "អគ្គិសនី និងឧស្ម័ន", external={"H": "D"}),
        Code("E", "Water supply, sewerage and waste", "ទឹកស្អាត លូ និងសំរាម", external={"H": "E"}),
        Code("F", "Construction", "សំណង់", external={"H": "F"}),
        Code("G", "Wholesale and retail trade", "លក់ដុំ និងលក់រាយ", external={"H": "G"}),
        Code("H", "Transportation and storage", "ដឹកជញ្ជូន និងឃ្លាំង", external={"H": "H"}),
        Code("I", "Accommodation and food service", "សណ្ឋាគារ និងភោជនីយដ្ឋាន", external={"H": "I"}),
        Code("J", "Information and communication", "ព័ត៌មាន និងទូរគមនាគមន៍", external={"H": "J"}),
        Code("K", "Finance and insurance", "ហិរញ្ញវត្ថុ និងធានារ៉ាប់រង", external={"H": "K"}),
        Code("L", "Real estate", "អចលនទ្រព្យ", external={"H": "L"}),
        Code("M", "Professional and technical work", "ការងារវិជ្ជាជីវៈ និងបច្ចេកទេស", external={"H": "M"}),
        Code("N", "Administrative and support service", "សេវារដ្ឋបាល និងសេវាគាំទ្រ", external={"H": "N"}),
        Code("O", "Public administration and defence", "រដ្ឋបាលសាធារណៈ និងការពារជាតិ", external={"H": "O"}),
        Code("P", "Education", "ការអប់រំ", external={"H": "P"}),
        Code("Q", "Health and social work", "សុខាភិបាល និងសង្គមកិច្ច", external={"H": "Q"}),
        Code("R", "Arts, entertainment and recreation", "សិល្បៈ និងការកម្សាន្ត", external={"H": "R"}),
        Code("S", "Other services", "សេវាផ្សេងទៀត", external={"H": "S"}),
        Code("T", "Work in private households", "ការងារតាមផ្ទះ", external={"H": "T"}),
        Code("U", "International organisations", "អង្គការអន្តរជាតិ", external={"H": "U"}),
    ),
)

RECRUITMENT_METHOD = CodeList(
    "recruitment_method",
    (
        Code("at_a_place_of_business", "At a place of business", "កន្លែងជំនួញ", external={"H": "AtAPlaceOfBusiness"}),
        Code("at_an_educational_institution", "At an educational institution", "សាលា", external={"H": "AtAnEducationalInstitution"}),
        Code("at_work", "At work", "កន្លែងធ្វើការ", external={"H": "AtWork"}),
        Code("through_online_social_networks", "Through online social networks", "បណ្តាញសង្គម", external={"H": "ThroughOnlineSocialNetworks"}),
        Code("through_an_online_advertisement", "Through an online advertisement", "ផ្សាយអនឡាញ", external={"H": "ThroughAnOnlineAdvertisement"}),
        Code("through_a_television_advert", "Through a television advert", "ទូរទស្សន៍", external={"H": "ThroughATelevisionAdvert"}),
        Code("through_a_newspaper_advert", "Through a newspaper advert", "កាសែត", external={"H": "ThroughANewspaperAdvert"}),
        Code("through_family_or_family_events", "Through family or family events", "គ្រួសារ", external={"H": "ThroughFamilyOrFamilyEvents"}),
        Code("through_friends_or_social_events", "Through friends or social events", "មិត្តភក្តិ", external={"H": "ThroughFriendsOrSocialEvents"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
    open_ended=True,
)

CONTROL_METHOD = CodeList(
    "control_method",
    (
        Code("physical_threats", "Physical threats", "គំរាមលើរាងកាយ", external={"H": "PhysicalThreats"}),
        Code("threats_law_enforcement", "Threats of law enforcement", "គំរាមប្តឹងប៉ូលិស", external={"H": "ThreatsLawEnforcement"}),
        Code("threatens_children_family", "Threatens children or family", "គំរាមកូន គ្រួសារ", external={"H": "ThreatensChildrenFamily"}),
        Code("debt_bondage", "Debt bondage", "ជាប់បំណុល", external={"H": "DebtBondage"}),
        Code("false_promises", "False promises", "សន្យាបោក", external={"H": "FalsePromises"}),
        Code("physical_abuse", "Physical abuse", "វាយដំ", external={"H": "PhysicalAbuse"}),
        Code("sexual_abuse", "Sexual abuse", "រំលោភ", external={"H": "SexualAbuse"}),
        Code("takes_earnings", "Takes earnings", "យកចំណូល", external={"H": "TakesEarnings"}),
        Code("restricts_financial_access", "Restricts financial access", "ហាមលុយ", external={"H": "RestrictsFinancialAccess"}),
        Code("restricts_medical_care", "Restricts medical care", "ហាមព្យាបាល", external={"H": "RestrictsMedicalCare"}),
        Code("withholds_necessities", "Withholds necessities", "ដកហូតរបស់ចាំបាច់", external={"H": "WithholdsNecessities"}),
        Code("psychological_abuse", "Psychological abuse", "ធ្វើបាបផ្លូវចិត្ត", external={"H": "PsychologicalAbuse"}),
        Code("psychoactive_substance", "Psychoactive substance", "ថ្នាំញៀន", external={"H": "PsychoactiveSubstance"}),
        Code("excessive_working_hours", "Excessive working hours", "ម៉ោងហួសកំណត់", external={"H": "ExcessiveWorkingHours"}),
        Code("withholds_documents", "Withholds documents", "ដកឯកសារ", external={"H": "WithholdsDocuments"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
    open_ended=True,
)

PERPETRATOR_ROLE = CodeList(
    "perpetrator_role",
    (
        Code("travelling_partner", "Travelling partner", "អ្នករួមដំណើរ", external={"H": "TravellingPartner"}),
        Code("transporter", "Transporter", "អ្នកដឹក", external={"H": "Transporter"}),
        Code("recruiter_or_intermediary", "Recruiter or intermediary", "អ្នកជ្រើសរើស", external={"H": "RecruiterOrIntermediary"}),
        Code("broker_travel_agent", "Broker or travel agent", "មេខ្យល់", external={"H": "BrokerTravelAgent"}),
        Code("harboured", "Harboured", "លាក់ទុក", external={"H": "HarbouredIndividual"}),
        Code("sold", "Sold", "លក់", external={"H": "SoldIndividual"}),
        Code("bought", "Bought", "ទិញ", external={"H": "BoughtIndividual"}),
        Code("received", "Received", "ទទួល", external={"H": "ReceivedIndividual"}),
        Code("controlled", "Controlled", "គ្រប់គ្រង", external={"H": "ControlledIndividual"}),
        Code("smuggler", "Smuggler", "អ្នករត់ពន្ធ", external={"H": "Smuggler"}),
        Code("abuser", "Abuser", "អ្នកធ្វើបាប", external={"H": "Abuser"}),
        Code("kidnapper", "Kidnapper", "អ្នកចាប់ពង្រត់", external={"H": "Kidnapper"}),
        Code("exploiter", "Exploiter", "អ្នកកេងប្រវ័ញ្ច", external={"H": "Exploiter"}),
        Code("other", "Other", "ផ្សេងទៀត", external={"H": "Other"}),
    ),
    open_ended=True,
)

EVENT_TYPE = CodeList(
    "event_type",
    (
        Code("recruitment", "Recruitment", "ជ្រើសរើស"),
        Code("transit", "Transit", "ឆ្លងកាត់"),
        Code("exploitation", "Exploitation", "កេងប្រវ័ញ្ច"),
    ),
)

POLICE_STATUS = CodeList(
    "police_status",
    (
        Code("not_reported", "Not reported", "មិនទាន់ប្តឹង"),
        Code("reported", "Reported", "បានប្តឹង"),
        Code("arrested", "Arrested", "ចាប់ខ្លួន"),
        Code("charged", "Charged", "ចោទប្រកាន់"),
        Code("convicted", "Convicted", "ផ្តន្ទាទោស"),
        Code("acquitted", "Acquitted", "រួចផុតពីបទចោទ"),
    ),
)

LEGAL_ACTION = CodeList(
    "legal_action",
    (
        Code("none", "None", "គ្មាន"),
        Code("advice", "Advice", "ប្រឹក្សា"),
        Code("complaint", "Complaint", "ពាក្យបណ្តឹង"),
        Code("prosecution", "Prosecution", "ការចោទប្រកាន់"),
        Code("compensation", "Compensation", "សំណង"),
    ),
)
