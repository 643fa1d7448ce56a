from django.db import migrations

from records.policies import append_only, may_analyze, may_vacuum, part_by_authority, share_with_receiver

PARTED = (
    "child cmerecord recordparent recordprovider rollentry case finding casefact casenote caseevent tally "
    "closureproposal spell closurerequest casemarker clock task enquiry enquirytemplate caselook savedfilter "
    "bulkact contact childaddress letter lettertemplate attachment accuracyquery accuracystep valuechange "
    "disposalrun disposalitem disposalcertificate transfer circumstances query"
).split()
LOGS = "caseevent accesslog adminevent referenceload disposalcertificate".split()


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        *(part_by_authority(f"records_{table}") for table in PARTED),
        part_by_authority("records_accesslog", or_health_board=True),
        share_with_receiver("records_transfer"),
        *(append_only(f"records_{table}") for table in LOGS),
        may_analyze(),
        may_vacuum("records_rollentry"),
    ]
