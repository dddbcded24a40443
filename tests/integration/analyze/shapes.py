"""What clients of Perspective's API send and look for, from its public documentation.

Written down from the documentation of its methods and errors and from the public code
of two clients; texts are our own.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TEXT = "Only a fool buys such a lamp. The shade is nice."

#: Coral, before a comment is taken in.
CORAL: Json = {
    "comment": {"text": TEXT},
    "doNotStore": True,
    "requestedAttributes": {"TOXICITY": {}},
    "languages": ["en"],
}

#: Coral, after a moderator has decided.
CORAL_FEEDBACK: Json = {
    "comment": {"text": TEXT},
    "context": {
        "entries": [
            {
                "text": '{"url":"https://blog.example.org/quiet-lamp?commentID=1",'
                '"reply_to_id_Coral_comment_id":null,"Coral_comment_id":"1"}'
            }
        ]
    },
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
    "languages": ["en"],
    "communityId": "Coral:https://talk.example.org/",
    "clientToken": "comment:1",
}

#: Discourse's plug-in names no language.
DISCOURSE: Json = {
    "comment": {"text": TEXT},
    "doNotStore": True,
    "sessionId": "https://forum.example.org_17",
    "requestedAttributes": {"TOXICITY": {"scoreType": "PROBABILITY"}},
}

#: All that the documentation of the method names.
EVERYTHING: Json = {
    "comment": {"text": TEXT, "type": "PLAIN_TEXT"},
    "context": {"entries": [{"text": "A lamp with a shade.", "type": "PLAIN_TEXT"}]},
    "requestedAttributes": {
        "TOXICITY": {"scoreType": "PROBABILITY", "scoreThreshold": 0.0},
        "INSULT": {},
        "PROFANITY": None,
        "SPAM": {},
    },
    "spanAnnotations": True,
    "languages": ["en"],
    "doNotStore": True,
    "clientToken": "comment-53922",
    "sessionId": "session-1",
    "communityId": "/forum/lamps",
    "somethingNew": {"of": ["no", "interest"]},
}

ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


def error(
    code: int, status: str, message: str, *details: Json
) -> Json:  # the form of every error
    told: Json = {"code": code, "message": message, "status": status}
    if details:
        told["details"] = list(details)
    return {"error": told}


def argument(message: str, kind: str, **facts: Any) -> Json:
    return error(
        400, "INVALID_ARGUMENT", message, {"@type": ERROR, "errorType": kind, **facts}
    )


EMPTY = argument("Comment must be non-empty.", "COMMENT_EMPTY")
TOO_LONG = argument(
    "Comment text too long. At most 20480 bytes fit.", "COMMENT_TOO_LONG"
)
NO_ATTRIBUTES = argument("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
OFFERED = "This server offers TOXICITY, INSULT, PROFANITY, SPAM, OFF_TOPIC."
FRENCH = argument(
    "Attribute TOXICITY does not support request languages: fr",
    "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
    languageNotSupportedByAttributeError={
        "attribute": "TOXICITY",
        "requestedLanguages": ["fr"],
    },
)
INVALID_KEY = error(
    400,
    "INVALID_ARGUMENT",
    "API key not valid. Please pass a valid API key.",
    {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
    },
)
