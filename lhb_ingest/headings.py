"""What people in Wales write above a column, in English and Welsh, for each field of a row."""

from records.spreadsheets import fold_heading

WORDS = {
    "source_ref": "Record ID; ID; Ref; Ref no; Reference; Reference number; Record number; Pupil ref; Pupil reference; "
    "Pupil ID; Child ID; Child ref; Learner ID; Unique ID; Cyfeirnod; Cyf; Rhif cyfeirnod; Cyfeirnod y disgybl; "
    "Cyfeirnod disgybl; Rhif cofnod; Cyfeirnod y plentyn",
    "surname": "Surname; Last name; Family name; Legal surname; Child surname; Child's surname; Pupil surname; Cyfenw; "
    "Enw teuluol; Enw olaf; Cyfenw cyfreithiol; Cyfenw'r plentyn; Cyfenw'r disgybl",
    "forenames": "Forename; Forenames; First name; First names; Given name; Given names; Forename(s); Legal forename; "
    "Child forename; Pupil forename; Christian name; Enw cyntaf; Enwau cyntaf; Enw bedydd; Enw(au) cyntaf; "
    "Blaenenw",
    "full_name": "Name; Full name; Child name; Child's name; Name of child; Pupil name; Pupil; Child; Learner; "
    "Name of pupil; Enw; Enw llawn; Enw'r plentyn; Enw'r disgybl; Enw plentyn; Enw disgybl",
    "former_surname": "Former surname; Previous surname; Former name; Previous name; Cyfenw blaenorol; Cyn gyfenw; "
    "Enw blaenorol",
    "middle_names": "Middle name; Middle names; Middle name(s); Enw canol; Enwau canol",
    "preferred_name": "Preferred name; Preferred forename; Known as; Chosen name; Enw a ffefrir; Enw dewisol; "
    "Adwaenir fel; Enw arferol",
    "born_on": "Date of birth; DOB; D.O.B.; Birth date; Birthdate; Born; Birthday; Dyddiad geni; DG; D.G.; Dydd geni; "
    "Dyddiad genedigaeth; Ganwyd",
    "address_1": "Address; Address 1; Address line 1; Address1; Home address; Street; House and street; Cyfeiriad; "
    "Cyfeiriad 1; Llinell cyfeiriad 1; Cyfeiriad llinell 1; Cyfeiriad cartref; Stryd",
    "address_2": "Address 2; Address line 2; Cyfeiriad 2; Llinell cyfeiriad 2; Cyfeiriad llinell 2; "
    "Locality; Village; Pentref",
    "address_3": "Address 3; Address line 3; Cyfeiriad 3; Llinell cyfeiriad 3; Cyfeiriad llinell 3; "
    "Town; Post town; Tref",
    "address_4": "Address 4; Address line 4; Cyfeiriad 4; Llinell cyfeiriad 4; Cyfeiriad llinell 4; County; Sir",
    "address_5": "Address 5; Address line 5; Cyfeiriad 5; Llinell cyfeiriad 5; Cyfeiriad llinell 5",
    "postcode": "Postcode; Post code; Postal code; Home postcode; Cod post; Côd post; "
    "Cod post cartref; Cod post y cartref",
    "upn": "UPN; Unique pupil number; Rhif unigryw disgybl; RhUD; Rhif unigryw y disgybl; RhUD (UPN); UPN (RhUD)",
    "school": "School; School number; School no; School code; Estab; Establishment; LA Estab; LAEstab; DfE number; "
    "Rhif ysgol; "
    "Rhif yr ysgol; Cod ysgol; Cod yr ysgol",
    "school_name": "School name; Name of school; Provider; Setting; Ysgol; Enw'r ysgol; Enw ysgol; Darparwr; Lleoliad",
    "year_group": "Year group; Year; NC year; National curriculum year; Blwyddyn; Grŵp blwyddyn; Blwyddyn ysgol; Bl",
    "suitability": "Suitability; Suitable education; Education suitable; Addasrwydd; Addysg addas",
}
FIELD_OF = {fold_heading(word): name for name, words in WORDS.items() for word in words.split("; ")}

# Regulation 4 lets a health body send name, address and date of birth (Schedule 2, paragraphs 1 to 3). These are known
# headings of what it may not send: the columns are dropped unread.
NOT_FROM_HEALTH = {
    "NHS number",
    "NHS no",
    "Rhif GIG",
    "Sex",
    "Gender",
    "Rhyw",
    "Rhywedd",
    "GP",
    "GP practice",
    "GP practice code",
    "GP code",
    "Practice code",
    "Registered GP",
    "Meddyg teulu",
    "Meddygfa",
    "Cod meddygfa",
    "Cod y feddygfa",
    "Ethnicity",
    "Ethnic group",
    "Ethnigrwydd",
    "Grŵp ethnig",
}
_FORBIDDEN = {fold_heading(heading) for heading in NOT_FROM_HEALTH}


def is_not_from_health(heading: str) -> bool:
    return fold_heading(heading) in _FORBIDDEN
