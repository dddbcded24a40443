"""What a moderator types to sign in."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField

from commentbox.text.incoming import tidy_line

#: Longer is no address: it is looked up, never stored.
LONGEST_EMAIL = 254


class SignInForm(Form):
    """Nothing is refused here: a hint on the form would be a hint on the account."""

    email = StringField(filters=[lambda text: tidy_line(text or "")[:LONGEST_EMAIL]])
    password = PasswordField()
