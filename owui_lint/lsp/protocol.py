"""What pygls does otherwise than an editor needs it."""

from __future__ import annotations

import logging
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

log = logging.getLogger(__name__)

_OURS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
)
"""pygls keeps texts too: a second copy, and an error for each document that it does not know."""


class Protocol(LanguageServerProtocol):
    """Messages that cannot be read are answered, so that no editor waits for ever."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        for method in _OURS:
            self.fm.builtin_features.pop(method, None)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message as its type has it.

        Raises:
            JsonRpcException: it is none; who waits for it is told
        """
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            number = data.get("id")
            if isinstance(number, (int, str)):
                if "method" in data:
                    self._send_response(number, error=error.to_response_error())
                else:
                    waiting = self._request_futures.pop(number, None)
                    if waiting is not None and not waiting.done():
                        waiting.set_exception(error)
            raise
