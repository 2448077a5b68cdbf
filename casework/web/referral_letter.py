"""The words of a referral letter in both languages: of one that asks, and of one that takes a referral back."""

from casework.web.bilingual import Bilingual, Both


def letter_words(two: Bilingual, *, is_revoked: bool) -> dict[str, Both]:
    """The sentences around what is shared, by their place on the paper."""
    said = {
        "title": two.say("Taking back a referral") if is_revoked else two.say("Referral letter"),
        "to": two.say("Letter to"),
        "from": two.say("Letter from"),
        "about": two.say("About"),
        "left_out": two.say("Not shared, because the person did not agree to it"),
        "papers": two.say("Papers that go with this letter"),
        "by_hand": two.say("Nothing in this letter. It is given by hand."),
        "keep": two.say(
            "This letter is for the receiver named above alone. Keep it locked, "
            "and destroy it when it is no longer needed."
        ),
        "answer": two.say("Please answer whether you can take this person: accepted, or not accepted and why."),
        "consent": two.say("The person agreed that this is shared"),
        "without": two.say("Shared without consent because of"),
        "signature": two.say("Name, signature, date"),
        "receiver": two.say("Received by: name, signature, date"),
    }
    if is_revoked:
        said["stop"] = two.say(
            "The referral named below is taken back. Please stop, "
            "and destroy what was shared with you about this person."
        )
    return said
