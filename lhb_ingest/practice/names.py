"""Names to combine at random: Wales' communities, and the ways in which one name is written as another."""


def spread(text: str) -> tuple[str, ...]:
    """'Jones*3 Owen' as (Jones, Jones, Jones, Owen), so that a plain draw is a weighted one; _ stands for a space."""
    names: list[str] = []
    for entry in text.split():
        name, _, weight = entry.partition("*")
        names += [name.replace("_", " ")] * int(weight or 1)
    return tuple(names)


WELSH_SURNAMES = spread(
    "Jones*150 Williams*98 Roberts*60 Hughes*52 Evans*62 Davies*72 Thomas*56 Owen*34 Lewis*30 Morgan*28 Griffiths*34 "
    "Edwards*26 Morris*17 Parry*22 Pritchard*16 Lloyd*20 James*24 Rees*24 Jenkins*22 Price*19 Phillips*19 "
    "Richards*16 "
    "Ellis*12 Powell*14 Rowlands*11 Humphreys*10 Harris*13 Bowen*9 Bevan*7 Howells*8 Llewellyn*7 Llewelyn*3 "
    "Watkins*9 "
    "Hopkins*6 John*7 Davis*4 Williamson*2 Probert*2 Prosser*4 Vaughan*5 Gwilym*2 Gruffydd*3 Griffith*6 Bebb "
    "Bellis*2 "
    "Beynon*3 Cadwaladr Foulkes*3 Glyn*2 Gittins Harries*5 Hopkin*2 Howell*3 Hywel Idris Jarman Jervis Llwyd*2 "
    "Maddocks*2 "
    "Matthews*4 Meredith*3 Meyrick Mostyn Nicholas*4 Onions Penry Prytherch*2 Pugh*8 Rhys*3 Samuel*2 Stephens*4 "
    "Tudor*2 "
    "Tudur Wynn*2 Wynne*4 Benyon Cadogan Craddock Daniel*4 Eynon Francis*4 George*3 Gough Gronow Hughes-Jones "
    "Lloyd-Jones*2 "
    "Môn Bryn Llŷr Tegid Emlyn Elis*2 Emrys Gwyn Iwan Preece*2 Pryce*3 Treharne Tegfan Wynne-Jones Whomsley Lewys"
)
ENGLISH_SURNAMES = spread(
    "Smith*30 Taylor*14 Brown*14 Wilson*10 Johnson*9 Walker*8 Wright*8 White*8 Green*7 Hall*7 Clarke*6 Clark*5 "
    "Wood*7 "
    "Jackson*6 Turner*6 Hill*6 Cooper*6 Ward*6 Moore*5 Baker*6 King*5 Harrison*4 Martin*5 Allen*5 Scott*4 "
    "Young*4 Cook*4 "
    "Mitchell*4 Bennett*4 Carter*4 Shaw*3 Collins*4 Parker*4 Bell*3 Murphy*4 Kelly*4 Marshall*3 Stevens*4 Simpson*2 "
    "Robinson*6 Webb*4 Mills*3 Palmer*3 Knight*3 Fox*2 Russell*3 Butler*3 Barnes*3 Dixon*2 Hunt*3 Lane*2 Gibbs*2 "
    "Reed*2 "
    "Hawkins*2 Ford*2 Bird*2 Burke*2 Ryan*3 O'Brien*3 O'Connor*2 O'Sullivan*2 O'Neill*2 O'Leary McCarthy*3 "
    "McDonald*2 "
    "MacKenzie MacDonald Regan*2 Sullivan*3 Driscoll Donovan Coleman*2 Gale Tucker*3 Rossiter Pearce*3 Coles*2 "
    "Hodges*2 "
    "Osborne Nash Clifford Harding*2 Freeman Sanders Parsons*2 Wincott Wargrave Thornford Quarhurst Redlow "
    "Marham Holfield "
    "Walridge Sumgate Oakman Treby Elmwick Hadwood Silbridge Weshurst Yarcott Bradwater Marcombe Penwood Dalver "
    "Langgrave"
)
PATRONYMS = spread(
    "Siôn Gwilym*2 Rhys*2 Dafydd*2 Tomos Ifan*2 Iwan Gruffudd Llywelyn Owain*2 Emyr Robert Wyn Tudur Huw*2 Hywel"
)
WELSH_GIRLS = spread(
    "Cadi*9 Mali*9 Nel*8 Efa*8 Ela*7 Beca*6 Martha*5 Lleucu*4 Gwen*6 Elin*6 Alaw*4 Erin*6 Seren*7 Ffion*6 "
    "Megan*6 Carys*4 "
    "Nia*3 Lowri*5 Mared*4 Greta*4 Lois*5 Cari*3 Gwenno*4 Mabli*4 Non*2 Betsan*4 Begw*2 Leusa*2 Swyn*2 Eluned "
    "Rhiannon*2 Siân*2 Sioned*2 Sara*4 Hanna*4 Elen*4 Lili*5 Moli*3 Miriam Gwenllian*3 Llio*3 Nansi*4 Enlli*4 "
    "Elsi*3 Eleri*2 "
    "Tirion Heledd*2 Branwen Catrin*3 Caitlin*2 Teleri Tegan*2 Enfys Anest*2 Nanw*2 Casi*3 Malan*2 Manon*3 "
    "Mirain Eira*3 "
    "Glain Eiri Ceri Angharad*2 Tesni Awel Loti*3 Fflur*2 Ffreya Briallen Cêt"
)
WELSH_BOYS = spread(
    "Osian*9 Harri*8 Macsen*7 Jac*7 Tomos*8 Guto*5 Cai*7 Caio*4 Elis*6 Gruff*3 Gruffydd*3 Ifan*7 Owain*5 Rhys*6 "
    "Dylan*6 "
    "Iolo*3 Llew*3 Llŷr*2 Twm*4 Now Morgan*4 Siôn*3 Deio*4 Math*2 Mabon*2 Efan*3 Ianto*3 Iestyn*2 Ioan*5 Idris*3 "
    "Gethin*2 "
    "Gwion*3 Gwilym*2 Hari*2 Huw*3 Aled*2 Alun Bedwyr Bleddyn Bryn*2 Caradog Celt Cian*2 Dafydd*4 Daniel*4 "
    "Eban*2 Emrys*2 "
    "Gerallt Gwern*2 Hedd*2 Hefin Ieuan*3 Iago*3 Ilan*2 Lewys*3 Llywelyn*3 Meilyr Meurig Nedw*2 Owi Rhodri*2 "
    "Rhun*2 Sam*2 "
    "Steffan*3 Tomi*3 Trystan*2 Tudur Wil*3 Griff*3 Jacob*4 Alffi*2 Eifion Siôr Mostyn Teifi Ynyr Gwydion"
)
ENGLISH_GIRLS = spread(
    "Olivia*10 Amelia*10 Isla*8 Ava*8 Mia*7 Lily*8 Grace*8 Freya*6 Emily*7 Ella*6 Poppy*6 Evie*6 Charlotte*5 "
    "Sophie*5 Sophia*5 "
    "Isabella*6 Ivy*6 Florence*6 Willow*5 Rosie*6 Daisy*5 Jessica*5 Ruby*5 Sienna*4 Alice*4 Millie*4 Elsie*4 "
    "Phoebe*4 Matilda*3 "
    "Eva*3 Layla*3 Harper*3 Chloe*4 Maisie*3 Molly*4 Lottie*2 Esme*3 Penelope*3 Imogen*2 Harriet*2 Thea*3 Orla*2 "
    "Bonnie*2 "
    "Summer*2 Lola*3 Scarlett*3 Lucy*3 Hannah*3 Elizabeth*3 Katherine Georgia*2 Abigail*2 Rebecca*2 Victoria "
    "Arabella "
    "Savannah Zara*2 Aria*2 Violet*2 Eliza*2 Amber*2 Beatrice Margaret Robyn*2 Darcy*2 Skye Hollie*2 Bella*2 Nancy*2 "
    "Evie-Mai*2 Lily-Mae*2 Ava-Mae*2 Ella-Rose Mollie-Mae Gracie-Mae Lexi Lacey Anna*2 Sarah*2 Eleanor*3 "
    "Maddison Aimee"
)
ENGLISH_BOYS = spread(
    "Oliver*9 Noah*9 Jack*7 George*8 Leo*7 Arthur*7 Harry*7 Charlie*8 Theo*7 Oscar*6 Archie*6 Alfie*6 Henry*6 "
    "Freddie*6 Thomas*7 "
    "James*7 William*6 Jacob*5 Logan*5 Ethan*5 Joshua*4 Lucas*4 Isaac*4 Max*4 Finley*4 Riley*4 Joseph*4 Samuel*4 "
    "Teddy*3 Tommy*3 "
    "Reggie*3 Louie*3 Roman*3 Hugo*3 Albie*3 Jude*3 Ezra*2 Elijah*3 Jaxon*3 Mason*3 Hunter*2 Grayson*2 Carter*2 "
    "Dexter*2 Ronnie*2 "
    "Rory*2 Sebastian*2 Toby*2 Tobias Zane Chester Bradley Ryan*3 Luke*3 Liam*3 Connor*2 Callum*2 Kai*2 Jayden*2 "
    "Tyler*2 "
    "Alexander*4 Benjamin*3 Matthew*3 Michael*2 David*2 Daniel*3 Edward*3 Adam*3 Nathan*2 Aaron*2 Lewis*3 "
    "Jamie*2 Blake*2 "
    "Jenson*2 Bobby*2 Frankie*2 Stanley*2 Ralph Vinnie Luca*3 Tommy-Lee Alfie-Jay Ben*2 Sam*2 Anthony Robert "
    "Frederick Zachary"
)
MIDDLE_GIRLS = spread(
    "Mair*5 Haf*5 Elen*4 Wyn Non*3 Lois*3 Lowri*3 Siân*3 Rose*8 Grace*7 May*5 Mae*6 Jane*4 Ann*4 Anne*2 "
    "Elizabeth*6 Louise*6 Marie*5 "
    "Hope*3 Eluned*2 Olwen*2 Gwen*3 Catrin*2 Rhiannon*2 Catherine*2 Ceri Angharad Lili Beth*2 Faith*2 Eirlys Wen "
    "Ivy*2"
)
MIDDLE_BOYS = spread(
    "Wyn*6 Rhys*5 Huw*5 Dafydd*4 Glyn*3 Emyr*2 Lloyd*3 Tomos*3 Siôn*2 Ifan*2 Aled*2 James*8 John*6 William*6 "
    "Thomas*5 David*5 Lee*4 "
    "Edward*5 Michael*4 Robert*4 Paul*2 Peter*2 Arthur*4 George*4 Alexander*3 Owen*3 Gareth*2 Alun Dylan*2 "
    "Morgan*2 Joseph*2"
)
# community: surnames, girls, boys; in the Polish and Ukrainian columns 'ski/ska' follows the child's sex
COMMUNITY_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "arabic": (
        spread(
            "Ahmed*5 Hassan*5 Ali*6 Al-Hassan*2 Al_Ahmad*2 Saleh*3 Ibrahim*3 Mahmoud*2 Nasser*2 Khalil*2 Haddad "
            "El-Sayed"
        ),
        spread("Fatima*4 Maryam*4 Aisha*4 Layla*3 Noor*3 Hanna*2 Amira*3 Salma*2 Yasmin*3 Zaynab*2 Hala Rania Jana*2"),
        spread(
            "Mohammed*7 Muhammad*5 Omar*4 Ahmed*4 Yusuf*3 Ibrahim*3 Ali*4 Adam*4 Hassan*3 Khalid*2 Anas*2 Sami Zayd"
        ),
    ),
    "polish": (
        spread(
            "Kowalski*4 Nowak*5 Wiśniewski*3 Wójcik*3 Kamiński*3 Lewandowski*3 Zieliński*2 Szymański*2 Woźniak*2 "
            "Dąbrowski Mazur"
        ),
        spread("Zofia*4 Zuzanna*4 Julia*4 Maja*3 Lena*3 Hanna*3 Oliwia*3 Alicja*2 Wiktoria*2 Nikola Małgorzata"),
        spread(
            "Jakub*4 Szymon*3 Filip*4 Antoni*3 Mateusz*3 Michał*3 Kacper*3 Wojciech*2 Oskar*2 Igor Łukasz Stanisław"
        ),
    ),
    "bengali": (
        spread("Begum*6 Miah*5 Uddin*5 Rahman*5 Islam*5 Chowdhury*3 Choudhury*3 Hussain*3 Khatun*2 Alam Haque*2"),
        spread("Fatima*3 Maryam*3 Ayesha*4 Aisha*3 Inaya*3 Sumaiya*3 Nabila*2 Tasnim*2 Sadia*2 Anika*2 Mahira*2"),
        spread(
            "Mohammed*6 Muhammad*5 Mohammad*3 Rayhan*2 Tahmid*2 Ibrahim*3 Yusuf*3 Zakariya*2 Imran*2 Abdul*2 "
            "Musa*2 Hamza*3"
        ),
    ),
    "somali": (
        spread("Abdi*5 Mohamed*5 Mohamud*4 Ali*4 Hassan*3 Warsame*2 Farah*3 Osman*3 Yusuf*2 Omar*2 Ismail*2 Jama*2"),
        spread("Hodan*2 Amina*4 Asha*3 Fadumo*2 Sagal*2 Ayaan*2 Hibaq Khadija*3 Sumaya*2 Iman*3 Nasra"),
        spread(
            "Mohamed*6 Abdirahman*3 Ayub*2 Zakaria*2 Liban*2 Sulaiman*2 Mustafa*2 Bilal*2 Hamza*3 Abdullahi*2 Yahya"
        ),
    ),
    "chinese": (
        spread("Chen*5 Wang*4 Li*4 Zhang*3 Liu*3 Wong*3 Chan*3 Lin*2 Lee*3 Huang Nguyen*2 Tran"),
        spread("Mei*3 Xinyi*2 Yan*2 Ling*2 Jia_Yi Emily*3 Chloe*2 Sophie*2 Hui_Min Daisy"),
        spread("Wei*2 Jun*2 Haoran*2 Zihan*2 Jayden*2 Ethan*2 Lucas*2 Ming Chun_Ho Ryan"),
    ),
    "romanian": (
        spread("Popescu*4 Ionescu*3 Popa*4 Radu*3 Dumitru*3 Stan*2 Stoica*2 Munteanu*2 Rusu*2 Ciobanu Șerban Bălan"),
        spread("Maria*4 Andreea*3 Sofia*3 Ioana*3 Elena*2 Ana*3 Bianca*2 Daria*2 Ștefania Larisa"),
        spread("Andrei*4 David*4 Luca*3 Matei*3 Ștefan*2 Alexandru*2 Gabriel*2 Mihai*2 Ionuț Robert Darius"),
    ),
    "south_asian": (
        spread(
            "Khan*7 Hussain*6 Patel*5 Singh*4 Kaur*4 Ahmed*5 Malik*3 Iqbal*3 Mahmood*2 Sharma*2 Shah*3 Akhtar*2 "
            "Bibi*2 Gill*2"
        ),
        spread("Zara*4 Maryam*3 Ayesha*4 Inaya*3 Anaya*2 Diya*2 Simran*2 Hafsa*2 Priya*2 Aaliyah*2 Jasleen Kiran"),
        spread(
            "Muhammad*7 Mohammed*4 Zayn*3 Arjun*3 Aarav*2 Ibrahim*3 Haris*2 Hamza*3 Gurpreet*2 Rohan*2 "
            "Abdullah*2 Sulaiman"
        ),
    ),
    "portuguese": (
        spread("Silva*5 Santos*5 Ferreira*3 Pereira*3 Costa*3 Oliveira*2 Gonçalves*2 de_Souza*2 Araújo Mendes"),
        spread("Maria*4 Ana*3 Beatriz*3 Leonor*3 Matilde*2 Inês*2 Carolina*2 Mariana*2 Conceição"),
        spread("João*3 Tiago*3 Rodrigo*3 Martim*2 Francisco*2 Gonçalo*2 Afonso*2 Miguel*2 Gabriel"),
    ),
    "ukrainian": (
        spread(
            "Shevchenko*4 Kovalenko*3 Bondarenko*3 Tkachenko*2 Melnyk*3 Kravchenko*2 Kovalskyi*2 Petrenko*2 Lysenko"
        ),
        spread("Anastasiia*3 Sofiia*3 Mariia*2 Polina*2 Viktoriia*2 Daryna*2 Yeva Zlata"),
        spread("Oleksandr*3 Artem*3 Maksym*3 Dmytro*2 Danylo*2 Nazar*2 Mykhailo*2 Tymofii"),
    ),
    "keralan": (
        spread(
            "Thomas_Mathew Varghese*3 Kurian*2 Joseph*3 George*3 Mathew*3 Thomas*3 Philip*2 Chacko Okafor*2 "
            "Adeyemi*2 Moyo*2"
        ),
        spread("Anna*3 Maria*3 Grace*3 Aleena*2 Sneha*2 Riya*2 Esther*2 Chiamaka Blessing*2 Rebecca*2"),
        spread("Joel*3 Aaron*3 Nathan*2 Ryan*2 Ebin Kevin*2 Emmanuel*3 David*3 Tobi Tawanda Daniel*2"),
    ),
}
# Forms of one name in the two languages.
WELSH_ENGLISH = spread(
    "Beca=Rebecca Moli=Molly Siôn=Sean Siôn=John Ffion=Fion Harri=Harry Jac=Jack Tomos=Thomas Dafydd=David "
    "Mali=Molly "
    "Lili=Lily Hanna=Hannah Sara=Sarah Elin=Ellen Elen=Helen Catrin=Catherine Siân=Sian Siân=Jane Rhys=Reece "
    "Ieuan=Evan "
    "Ifan=Evan Steffan=Stephen Elis=Ellis Lewys=Lewis Gruffydd=Griffith Llywelyn=Llewelyn Owain=Owen Morgan=Morgan "
    "Efa=Eva Ela=Ella Elsi=Elsie Loti=Lottie Nansi=Nancy Cari=Carrie Martha=Marta Huw=Hugh Emrys=Ambrose Wil=Will "
    "Mihangel=Michael Iago=James Nia=Niamh Cadi=Catherine Trystan=Tristan Alffi=Alfie Tomi=Tommy Jacob=Jacob "
    "Sioned=Janet "
    "Casi=Cassie Hari=Harry Cian=Kian Caitlin=Kaitlin Meurig=Maurice Efan=Evan Maryam=Mariam Sofia=Sophia Hanna=Hana"
)
NICKNAMES = spread(
    "Gwenllian=Llio Gwenllian=Gwen Gruffydd=Gruff Llywelyn=Llew Dafydd=Dai Elizabeth=Libby Elizabeth=Beth "
    "Elizabeth=Lizzie "
    "Katherine=Kate Abigail=Abbie Jessica=Jess Amelia=Millie Matilda=Tilly Penelope=Poppy Florence=Flossie "
    "Sophia=Sophie "
    "Isabella=Bella Charlotte=Lottie Eleanor=Ellie Victoria=Tori Maddison=Maddie William=Billy William=Will "
    "Thomas=Tom "
    "Thomas=Tommy Samuel=Sam Joseph=Joe Henry=Harry Archie=Archibald Reggie=Reginald Freddie=Frederick "
    "Alfie=Alfred Teddy=Edward "
    "Benjamin=Ben Daniel=Dan Matthew=Matt Michael=Mike Alexander=Alex Joshua=Josh Jacob=Jake Edward=Ted Anthony=Tony "
    "Robert=Rob Frederick=Freddie Zachary=Zac Muhammad=Mo Mohammed=Mo Abdirahman=Abdi Wojciech=Wojtek Zuzanna=Zuzia "
    "Jakub=Kuba Aleksander=Alek Oleksandr=Sasha Anastasiia=Nastia Alexandru=Alex Angharad=Haf Iestyn=Iest "
    "Tomos=Twm Rhiannon=Rhi "
    "Catrin=Cats Osian=Oshi Georgia=Georgie Rebecca=Becky Margaret=Maggie Beatrice=Bea Sebastian=Seb Tobias=Toby"
)
RESPELT = spread(
    "Muhammad=Mohammed Mohammed=Mohamed Mohammad=Muhammad Mohamed=Mohammed Aisha=Ayesha Ayesha=Aisha Maryam=Mariam "
    "Yusuf=Yousef Fatima=Fatema Zayn=Zain Hollie=Holly Maisie=Maisy Millie=Milly Molly=Mollie Sophie=Sofie Isla=Ayla "
    "Katherine=Catherine Ffion=Fion Rhys=Rhyse Seren=Seran Ieuan=Ieaun Lleucu=Lleuci Callum=Calum Connor=Conor "
    "Kai=Kye"
)
SURNAMES_RESPELT = spread(
    "Davies=Davis Davis=Davies Griffiths=Griffith Griffith=Griffiths Gruffydd=Griffith Rees=Rhys Rhys=Rees Reed=Reid "
    "Llewellyn=Llewelyn Llewelyn=Llewellyn Pritchard=Prichard Clarke=Clark Clark=Clarke Stephens=Stevens "
    "Stevens=Stephens "
    "Phillips=Philips Matthews=Mathews Humphreys=Humphries Harries=Harris Hopkins=Hopkin Howells=Howell "
    "Rowlands=Rowland "
    "Parry=Parri Price=Pryce Pryce=Price Lewis=Lewys Hughes=Huws Lloyd=Llwyd Elis=Ellis Ellis=Elis "
    "Jenkins=Jenkin Wynn=Wynne "
    "Wynne=Wynn Beynon=Benyon Morris=Morys Johnson=Jonson Mohamed=Mohammed Hussain=Hussein Choudhury=Chowdhury "
    "Ahmed=Ahmad "
    "Chowdhury=Choudhury Rahman=Rehman Mahmood=Mehmood Yusuf=Yousuf Hassan=Hasan Bennett=Bennet O'Neill=O'Neil "
    "Pearce=Pierce"
)
TWINS_ALIKE_GIRLS = spread(
    "Ela=Efa Mali=Moli Cadi=Casi Nel=Non Lili=Loti Ella=Eva Mia=Maya Lily=Lola Elin=Elen Megan=Mared Evie=Effie"
)
TWINS_ALIKE_BOYS = spread(
    "Cai=Caio Jac=Jake Harri=Hari Ifan=Efan Tomos=Tomi Osian=Owain Archie=Alfie Jayden=Jaxon Hasan=Husain Ioan=Iolo"
)
