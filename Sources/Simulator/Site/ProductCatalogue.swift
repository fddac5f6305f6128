/// What an invented hospital buys. Text that is read once, since a literal of many structures compiles slowly; the
/// columns are those of ``ProductFamily/init(row:)``.
enum ProductCatalogue {
    /// Every family, supplies first.
    static let families: [ProductFamily] = text.split(separator: "\n").compactMap { ProductFamily(row: String($0)) }

    /// Makers that don't exist, with the letters their catalogue numbers begin with.
    static let manufacturers: [(name: String, letters: String)] = [
        ("Norvane Medical", "NV"), ("Halden Surgical", "HS"), ("Castrel Devices", "CD"), ("Brightmere", "BM"),
        ("Osterling Health", "OH"), ("Pellworth", "PW"), ("Quillon Vascular", "QV"), ("Tamsin Care", "TC"),
    ]

    private static let text = """
        SUTURE PGA|Suture polyglycolic|supply|OR,ED|EA*<BX:36/EA*<BX:12/EA*|380-940|1-4|0=size 0,2-0,3-0,4-0,5-0;18IN=18 in,27IN=27 in,36IN=36 in;TPR=taper,RC=reverse cutting,TC=taper cut;VIO=violet,UND=undyed
        SUTURE NYL MONO|Suture nylon monofilament|supply|OR,ED|EA*<BX:36/EA*|290-720|1-4|2-0,3-0,4-0,5-0,6-0;18IN=18 in,30IN=30 in;CUT=cutting,RC=reverse cutting;BLK=black,CLR=clear
        SUTURE SILK|Suture silk braided|supply|OR|EA*<BX:24/EA*|310-660|1-3|0=size 0,2-0,3-0,4-0;18IN=18 in,30IN=30 in;TPR=taper,TIE=tie
        CATH IV|IV catheter|supply|ED,ICU,OR|EA<BX:50*<CS:4/EA*<BX:50|145-410|1-3|14GA=14 gauge,16GA=16 gauge,18GA=18 gauge,20GA=20 gauge,22GA=22 gauge,24GA=24 gauge;0.75IN=3/4 in,1IN=1 in,1.25IN=1 1/4 in,1.88IN=1 7/8 in;STR=straight,WNG=winged;SFTY=safety,STD=standard
        CATH FOLEY|Foley catheter|supply|ICU,ED,OR|EA*<BX:10/EA<BX:10*|480-1450|1-1|12FR=12 Fr,14FR=14 Fr,16FR=16 Fr,18FR=18 Fr,20FR=20 Fr;5CC=5 cc balloon,10CC=10 cc balloon,30CC=30 cc balloon;2W=2-way,3W=3-way;SIL=silicone,LTX=latex
        CATH CV KIT|Central venous catheter kit|supply|ICU,OR|KT*|5200-13800|1-1|7FR=7 Fr,8.5FR=8.5 Fr,9FR=9 Fr;16CM=16 cm,20CM=20 cm,30CM=30 cm;2L=double lumen,3L=triple lumen,4L=quad lumen;CHX=antimicrobial,PLN=plain
        CATH DX ANGIO|Diagnostic angiography catheter|supply|CATH|EA*<BX:5/EA*|2100-6400|1-3|4FR=4 Fr,5FR=5 Fr,6FR=6 Fr;JL3.5=left 3.5,JL4=left 4,JL5=left 5,JR4=right 4,PIG=pigtail,MPA=multipurpose;100CM=100 cm,110CM=110 cm
        GUIDEWIRE|Guidewire|supply|CATH,OR|EA*<BX:10/EA*<BX:5|1900-14500|1-2|.014IN=0.014 in,.018IN=0.018 in,.035IN=0.035 in,.038IN=0.038 in;150CM=150 cm,180CM=180 cm,260CM=260 cm,300CM=300 cm;STF=stiff,FLX=floppy,STD=standard;J=J tip,STR=straight tip,ANG=angled tip
        INTRO SHEATH|Introducer sheath|supply|CATH,ICU|EA*<BX:10/EA<BX:10*|1500-5900|1-2|4FR=4 Fr,5FR=5 Fr,6FR=6 Fr,7FR=7 Fr,8FR=8 Fr;7CM=7 cm,11CM=11 cm,23CM=23 cm;HYD=hydrophilic,STD=standard
        STENT COR DES|Drug-eluting coronary stent|supply|CATH|EA*|82000-168000|1-2|2.25MM=2.25 mm,2.5MM=2.5 mm,2.75MM=2.75 mm,3.0MM=3.0 mm,3.5MM=3.5 mm,4.0MM=4.0 mm;8MM=8 mm,12MM=12 mm,15MM=15 mm,18MM=18 mm,23MM=23 mm,28MM=28 mm,38MM=38 mm
        BALLOON PTCA|Coronary balloon catheter|supply|CATH|EA*|19500-41000|1-2|1.5MM=1.5 mm,2.0MM=2.0 mm,2.5MM=2.5 mm,3.0MM=3.0 mm,3.5MM=3.5 mm;10MM=10 mm,15MM=15 mm,20MM=20 mm,30MM=30 mm;NC=non-compliant,SC=semi-compliant
        KWIRE|K-wire|supply|OR|EA*<PK:6/EA*<PK:10/EA*|640-2600|1-4|.028IN=0.028 in,.035IN=0.035 in,.045IN=0.045 in,.054IN=0.054 in,.062IN=0.062 in;4IN=4 in,6IN=6 in,9IN=9 in;TRC=trocar tip,DBL=double ended,THD=threaded;SS=steel,TI=titanium
        SCREW CORT|Cortex screw|supply|OR|EA*|3100-12900|1-6|2.7MM=2.7 mm,3.5MM=3.5 mm,4.5MM=4.5 mm;10MM=10 mm,12MM=12 mm,14MM=14 mm,16MM=16 mm,18MM=18 mm,20MM=20 mm,24MM=24 mm,30MM=30 mm,36MM=36 mm;ST=self-tapping,LK=locking;SS=steel,TI=titanium
        DRAPE|Surgical drape|supply|OR,CATH|EA*<BX:20/EA<BX:20*<CS:4/EA<CS:40*|320-1850|1-3|SPLIT=split,UNIV=universal,LAP=laparotomy,EXTR=extremity,ANGIO=angiography;40X70=40 x 70 in,54X90=54 x 90 in,77X120=77 x 120 in,100X130=100 x 130 in;ADH=adhesive,FEN=fenestrated;STRL=sterile,NS=non-sterile
        GOWN SURG|Surgical gown|supply|OR,CATH,ICU|EA*<CS:20/EA<CS:20*|290-980|1-4|M=medium,L=large,XL=extra large,XXL=2x large;L3=level 3,L4=level 4;STD=standard,REINF=reinforced;STRL=sterile,NS=non-sterile
        GLOVE SURG|Surgical gloves|supply|OR,CATH,ED|PR<BX:50*<CS:4/PR*<BX:50|85-260|1-6|6=size 6,6.5=size 6.5,7=size 7,7.5=size 7.5,8=size 8,8.5=size 8.5;PF=powder free,ULT=ultra thin;LTX=latex,PI=polyisoprene,NEO=neoprene
        GLOVE EXAM|Exam gloves|supply|ED,ICU|EA<BX:100*<CS:10/EA<BX:200*<CS:10|7-16|2-8|S=small,M=medium,L=large,XL=extra large;NIT=nitrile,VNL=vinyl;PF=powder free,CHEMO=chemo rated;BLU=blue,PUR=purple,WHT=white
        IV SET|IV administration set|supply|ED,ICU,OR|EA*<CS:50/EA<CS:50*/EA<CS:20*|260-1120|1-2|10DROP=10 drop,15DROP=15 drop,60DROP=60 drop;83IN=83 in,92IN=92 in,105IN=105 in,120IN=120 in;1Y=1 Y-site,2Y=2 Y-sites,3Y=3 Y-sites;VENT=vented,NV=non-vented
        IV EXT SET|IV extension set|supply|ED,ICU|EA*<CS:100/EA<CS:50*|140-560|1-3|7IN=7 in,20IN=20 in,33IN=33 in,60IN=60 in;SB=small bore,STD=standard bore,MB=microbore;LL=luer lock,NDLS=needleless;CLMP=clamp,NC=no clamp
        SYRINGE|Syringe|supply|ED,ICU,OR|EA<BX:100*<CS:4/EA<BX:50*|9-78|1-5|1ML=1 mL,3ML=3 mL,5ML=5 mL,10ML=10 mL,20ML=20 mL,60ML=60 mL;LL=luer lock,LS=luer slip,CT=catheter tip,ECC=eccentric;STD=standard,SFTY=safety
        NEEDLE HYPO|Hypodermic needle|supply|ED,ICU,OR|EA<BX:100*<CS:10/EA<BX:50*|6-41|1-4|18GA=18 gauge,20GA=20 gauge,21GA=21 gauge,22GA=22 gauge,23GA=23 gauge,25GA=25 gauge,27GA=27 gauge;0.5IN=1/2 in,1IN=1 in,1.5IN=1 1/2 in;SFTY=safety,STD=standard
        DRSG FOAM|Foam dressing|supply|ICU,ED|EA*<BX:10/EA<BX:10*<CS:5/EA<BX:5*|310-1640|1-3|3X3=3 x 3 in,4X4=4 x 4 in,6X6=6 x 6 in,4X8=4 x 8 in,8X8=8 x 8 in;BRD=border,NB=no border;SIL=silicone,AG=silver,PLN=plain;SAC=sacral,STD=standard,HEEL=heel
        DRSG TRANSP|Transparent dressing|supply|ICU,ED,OR|EA<BX:100*<CS:4/EA<BX:50*/EA*<BX:100|55-340|1-4|2X3=2 x 3 in,4X5=4 x 5 in,4X10=4 x 10 in,6X8=6 x 8 in;IV=IV site,WND=wound,CHG=antimicrobial;FRM=frame,STD=standard
        SPONGE LAP|Laparotomy sponge|supply|OR|EA<PK:5*<CS:40/EA<PK:5*|48-160|5-20|12X12=12 x 12 in,18X18=18 x 18 in,4X18=4 x 18 in;XR=x-ray detectable,RF=RF tagged;STRL=sterile,NS=non-sterile;LP=loop,NL=no loop
        STAPLER LIN|Linear stapler|supply|OR|EA*<BX:3/EA*|14500-38800|1-1|30MM=30 mm,45MM=45 mm,60MM=60 mm,90MM=90 mm;2.5=2.5 mm staple,3.5=3.5 mm staple,4.8=4.8 mm staple;ART=articulating,STR=straight;RLD=reloadable,SU=single use
        TROCAR|Trocar|supply|OR|EA*<BX:6/EA*<BX:5|2900-9100|1-3|5MM=5 mm,8MM=8 mm,11MM=11 mm,12MM=12 mm,15MM=15 mm;75MM=75 mm,100MM=100 mm,150MM=150 mm;BL=bladeless,OPT=optical,BLT=blunt
        ETT CUFF|Endotracheal tube cuffed|supply|ICU,ED,OR|EA*<BX:10/EA<BX:10*|210-980|1-1|6.0=6.0 mm,6.5=6.5 mm,7.0=7.0 mm,7.5=7.5 mm,8.0=8.0 mm,8.5=8.5 mm;ORAL=oral,NSL=nasal;STD=standard,REINF=reinforced,SUBG=subglottic;STY=with stylet,NS=no stylet
        ELECTRODE ECG|ECG electrode|supply|ED,ICU,CATH|EA<PK:50*<CS:20/EA<PK:10*|14-62|3-10|ADLT=adult,PED=pediatric,NEO=neonatal;FOAM=foam,CLTH=cloth,CLR=clear tape;SNAP=snap,TAB=tab,WIRE=prewired;RT=radiotranslucent,STD=standard
        DRAIN|Surgical drain|supply|OR,ICU|EA*<BX:10/EA*|1250-4700|1-2|10FR=10 Fr,15FR=15 Fr,19FR=19 Fr,24FR=24 Fr;RND=round,FLT=flat,CHN=channel;SIL=silicone,PVC;TRC=with trocar,NT=no trocar
        MESH HERNIA|Hernia mesh|supply|OR|EA*|11800-64000|1-1|3X6=3 x 6 in,4X6=4 x 6 in,6X6=6 x 6 in,8X10=8 x 10 in,10X14=10 x 14 in;PP=polypropylene,PE=polyester,BIO=biologic;LW=lightweight,HW=heavyweight;COAT=coated,PLN=plain
        ONDANSETRON INJ|ondansetron injection|drug|PHARM|VL<BX:25*/VL*<BX:25|95-210|1-2|4MG/2ML=4 mg per 2 mL,8MG/4ML=8 mg per 4 mL,40MG/20ML=40 mg per 20 mL;SDV=single-dose vial,MDV=multi-dose vial
        HEPARIN INJ|heparin injection|drug|PHARM|VL<BX:25*/VL*|140-690|1-2|1000U/ML=1000 units per mL,5000U/ML=5000 units per mL,10000U/ML=10000 units per mL;1ML=1 mL,4ML=4 mL,10ML=10 mL,30ML=30 mL;PORC=porcine
        CEFAZOLIN INJ|cefazolin injection|drug|PHARM|VL<BX:25*/VL<BX:10*/VL*|160-480|1-2|500MG=500 mg,1G=1 g,2G=2 g,3G=3 g;PWD=powder,DUPLX=premixed;SDV=single-dose vial
        LIDOCAINE INJ|lidocaine injection|drug|PHARM|ML<VL:10*<BX:25/ML<VL:20*<BX:25/ML<VL:50*|12-38|2-8|0.5PCT=0.5 %,1PCT=1 %,2PCT=2 %;PLN=plain,EPI=with epinephrine;MDV=multi-dose vial,SDV=single-dose vial
        KETOROLAC INJ|ketorolac injection|drug|PHARM|VL<BX:25*/VL*|110-260|1-1|15MG=15 mg,30MG=30 mg,60MG=60 mg;1ML=1 mL,2ML=2 mL;SDV=single-dose vial,SYR=prefilled syringe
        ACETAMINOPHEN TAB|acetaminophen tablet|drug|PHARM|TAB<BT:100*/TAB<BX:50*|3-9|1-2|325MG=325 mg,500MG=500 mg,650MG=650 mg;UD=unit dose,BLK=bulk;CPLT=caplet,TAB=tablet
        METOPROLOL TAB|metoprolol tablet|drug|PHARM|TAB<BX:100*/TAB<BX:50*|8-34|1-2|25MG=25 mg,50MG=50 mg,100MG=100 mg;TART=tartrate,SUCC=succinate;UD=unit dose,BLK=bulk
        SODIUM CHLORIDE IV|sodium chloride infusion|drug|PHARM|EA*<CS:20/EA<CS:20*/EA<CS:10*|120-410|1-2|0.45PCT=0.45 %,0.9PCT=0.9 %,3PCT=3 %;100ML=100 mL,250ML=250 mL,500ML=500 mL,1000ML=1000 mL;BAG=bag,BTL=bottle
        """
}
