import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.authority')),
                ('month', models.DateField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('made', 'To be looked at'), ('looked_at', 'To be released'), ('released', 'Released')], default='made', max_length=10)),
                ('definitions', models.CharField(max_length=20)),
                ('code', models.CharField(max_length=40)),
                ('fingerprint', models.CharField(max_length=64)),
                ('counted', models.JSONField(blank=True, default=dict)),
                ('correction', models.CharField(blank=True, choices=[('late_list', 'A list of the month came late'), ('records_put_right', 'Records of the month were put right'), ('counted_wrongly', 'The program counted wrongly')], max_length=20)),
                ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('differs_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-month', 'authority__name', '-version'],
                'constraints': [models.UniqueConstraint(fields=('authority', 'month', 'version'), name='each_version_once'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_is_a_first_day'), models.CheckConstraint(condition=models.Q(models.Q(('looked_at', None), ('looked_by', None), ('state', 'made')), models.Q(models.Q(('state', 'made'), _negated=True), ('looked_at__isnull', False), ('looked_by__isnull', False)), _connector='OR'), name='looked_at_means_person_and_time'), models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('state', 'released'), models.Q(('released_by', models.F('looked_by')), _negated=True)), models.Q(models.Q(('state', 'released'), _negated=True), ('released_at', None), ('released_by', None)), _connector='OR'), name='released_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('corrected_by', None), ('correction', ''), ('version', 1)), models.Q(('corrected_by__isnull', False), ('correction__gt', ''), ('version__gt', 1)), _connector='OR'), name='later_version_has_reason_and_person'), models.CheckConstraint(condition=models.Q(('corrected_by', None), ('released_by', None), models.Q(('released_by', models.F('corrected_by')), _negated=True), _connector='OR'), name='who_corrects_does_not_release')],
            },
        ),
        migrations.CreateModel(
            name='ReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cme_return', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='reporting.return')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.authority')),
                ('position', models.PositiveSmallIntegerField()),
                ('indicator', models.CharField(max_length=40)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('value', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('cme_return', 'indicator', 'category'), name='each_line_of_a_return_once')],
            },
        ),
        migrations.CreateModel(
            name='ReleasedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cme_return', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='released_lines', to='reporting.return')),
                ('position', models.PositiveSmallIntegerField()),
                ('indicator', models.CharField(max_length=40)),
                ('category', models.CharField(blank=True, max_length=40)),
                ('shown', models.CharField(max_length=12)),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('cme_return', 'indicator', 'category'), name='each_released_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cme_return', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='reporting.return')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('is_exact', models.BooleanField()),
                ('form', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CountingNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counting_notes', to='records.authority')),
                ('text', models.CharField(max_length=500)),
                ('text_cy', models.CharField(max_length=500)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
