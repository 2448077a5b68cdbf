"""Makes a form that came too late the draft of its page: the post is given to its own route again, as *Save draft*.

Promise: whatever button was pressed, only a draft is saved. Nobody is asked: the door and the passphrase were, before.
"""

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from field_client.web.late import LatePost
from shared_schema.errors import HomewardError

BUTTON = "_do"  # the name that submit buttons of forms have
SAVE_DRAFT = "draft"


def draft_from(post: LatePost, *, app: Flask, prefix: str) -> bool:
    """Whether the form is a draft now; False where its page is gone or refuses it, and the sealed file stays."""
    fields: MultiDict[str, str] = MultiDict(
        (name, value) for name, values in post.fields.items() if name != BUTTON for value in values
    )
    fields[BUTTON] = SAVE_DRAFT
    with app.test_request_context(prefix + post.path, method="POST", data=fields):
        try:
            answer = app.make_response(app.dispatch_request())
        except (HTTPException, HomewardError):
            return False
    return answer.status_code < 400
