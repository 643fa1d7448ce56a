"""What an action says when it will not do what was asked: one sentence that a person can act on."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An act that the rules do not allow. `str` is a translated sentence for the page, the API or the log."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class ChangedMeanwhile(Refused):
    """Somebody saved after this page was opened. The page shows what was typed once more, and what changed."""

    def __init__(self):
        super().__init__(
            _(
                "Somebody else changed this case after you opened this page. What you entered is still here and has "
                "not been saved. Read what changed, then save again."
            )
        )
