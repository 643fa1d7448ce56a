"""The first templates, version 0. Written without lawyers: each says so until an authority saves its own."""

from dataclasses import dataclass

from records.choices import LetterKind


@dataclass(frozen=True)
class Pair:
    """One letter in both languages, with ((placeholders))."""

    subject: str
    subject_cy: str
    body: str
    body_cy: str


ENQUIRY = Pair(
    subject="The education of ((child))",
    subject_cy="Addysg ((plentyn))",
    body="""Dear ((recipient))

We have a duty to find out which children of compulsory school age in our area may not be receiving suitable \
education. The lists that we have do not show where ((child)), born on ((date of birth)), is educated. \
The lists may simply be behind.

Please tell us the name of the school, or how the education is otherwise provided. You can write or telephone in Welsh \
or in English, and we will answer in the language that you choose. Writing in Welsh will not lead to any delay.

If you need help to find a school place, please tell us.

Yours sincerely

((caseworker))
((authority))""",
    body_cy="""Annwyl ((derbynnydd))

Mae dyletswydd arnom i ganfod pa blant o oedran ysgol gorfodol yn ein hardal a all fod heb addysg addas. Nid yw'r \
rhestrau sydd gennym yn dangos ble y mae ((plentyn)), a aned ar ((dyddiad geni)), yn cael addysg. Efallai nad yw'r \
rhestrau'n gyfredol.

Rhowch wybod i ni beth yw enw'r ysgol, neu sut arall y darperir yr addysg. Gallwch ysgrifennu neu ffonio yn Gymraeg \
neu yn Saesneg, a byddwn yn ateb yn yr iaith o'ch dewis. Ni fydd ysgrifennu yn Gymraeg yn arwain at oedi.

Os oes angen cymorth arnoch i ddod o hyd i le mewn ysgol, rhowch wybod i ni.

Yn gywir

((gweithiwr achos))
((awdurdod))""",
)

S437 = Pair(
    subject="Notice under section 437(1) of the Education Act 1996: ((child))",
    subject_cy="Hysbysiad o dan adran 437(1) o Ddeddf Addysg 1996: ((plentyn))",
    body="""To ((recipient))

It appears to ((authority)) that ((child)), born on ((date of birth)), a child of compulsory school age, is not \
receiving suitable education, either by regular attendance at school or otherwise.

You are required to satisfy the authority, within the period of 15 days beginning with the day on which this notice is \
served, that the child is receiving such education.

You may do so in writing, by telephone or at a meeting, in Welsh or in English. If the authority is not satisfied and \
is of the opinion that it is expedient that the child should attend school, it must serve a school attendance order.

((caseworker))
for ((authority))""",
    body_cy="""At ((derbynnydd))

Ymddengys i ((awdurdod)) nad yw ((plentyn)), a aned ar ((dyddiad geni)), sy'n blentyn o oedran ysgol gorfodol, yn cael \
addysg addas, naill ai drwy fynychu ysgol yn rheolaidd neu fel arall.

Mae'n ofynnol i chi fodloni'r awdurdod, o fewn y cyfnod o 15 diwrnod sy'n dechrau â'r diwrnod y cyflwynir yr hysbysiad \
hwn, fod y plentyn yn cael addysg o'r fath.

Gallwch wneud hynny yn ysgrifenedig, dros y ffôn neu mewn cyfarfod, yn Gymraeg neu yn Saesneg. Os na chaiff yr \
awdurdod ei fodloni, ac os yw o'r farn ei bod yn hwylus i'r plentyn fynychu ysgol, rhaid iddo gyflwyno gorchymyn \
mynychu'r ysgol.

((gweithiwr achos))
ar ran ((awdurdod))""",
)

HOME_EDUCATION = Pair(
    subject="Home education of ((child))",
    subject_cy="Addysg ((plentyn)) yn y cartref",
    body="""Dear ((recipient))

Thank you for telling us that ((child)), born on ((date of birth)), is educated at home. We have recorded it.

An officer will be in touch to talk with you about the education and about any help that you would like. You can speak \
with us in Welsh or in English.

Yours sincerely

((caseworker))
((authority))""",
    body_cy="""Annwyl ((derbynnydd))

Diolch am roi gwybod i ni fod ((plentyn)), a aned ar ((dyddiad geni)), yn cael addysg yn y cartref. Rydym wedi \
cofnodi hynny.

Bydd swyddog yn cysylltu â chi i drafod yr addysg ac unrhyw gymorth yr hoffech ei gael. Gallwch siarad â ni yn Gymraeg \
neu yn Saesneg.

Yn gywir

((gweithiwr achos))
((awdurdod))""",
)

RECEIVING = Pair(
    subject="A child who has moved, or may move, to your area: ((reference))",
    subject_cy="Plentyn sydd wedi symud, neu a all symud, i'ch ardal: ((cyfeirnod))",
    body="""Dear ((recipient))

((authority)) holds a record of ((child)), born on ((date of birth)), on its database of children missing education. \
We have become aware that the child has moved, or is likely to move, to your area. The last address that we know is: \
((address of the child)).

Please confirm that you have received this notice, and tell us if the child is not in your area.

((caseworker))
((authority))""",
    body_cy="""Annwyl ((derbynnydd))

Mae gan ((awdurdod)) gofnod o ((plentyn)), a aned ar ((dyddiad geni)), yn ei gronfa ddata o blant sy'n colli addysg. \
Daethom i wybod bod y plentyn wedi symud, neu'n debygol o symud, i'ch ardal. Y cyfeiriad olaf sy'n hysbys i ni yw: \
((cyfeiriad y plentyn)).

Cadarnhewch eich bod wedi cael yr hysbysiad hwn, a rhowch wybod i ni os nad yw'r plentyn yn eich ardal.

((gweithiwr achos))
((awdurdod))""",
)

SHIPPED = {
    LetterKind.ENQUIRY: ENQUIRY,
    LetterKind.S437: S437,
    LetterKind.HOME_EDUCATION: HOME_EDUCATION,
    LetterKind.RECEIVING: RECEIVING,
}
