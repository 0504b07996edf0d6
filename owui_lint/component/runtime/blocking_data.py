"""Calls that block the thread they run in, by the dotted names of the packages' own documentation.

Only what always waits for the network, another process or the clock; files and local databases are
left out, since what they cost depends.
"""

from __future__ import annotations

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})

FUNCTIONS: frozenset[str] = frozenset(
    {f"requests.{verb}" for verb in _VERBS}
    | {f"requests.api.{verb}" for verb in _VERBS}
    | {f"httpx.{verb}" for verb in _VERBS | {"stream"}}
    | {f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "getoutput")}
    | {
        f"ollama.{name}"
        for name in ("chat", "generate", "embed", "embeddings", "list", "pull", "show")
    }
    | {
        f"litellm.{name}"
        for name in ("completion", "embedding", "image_generation", "transcription")
    }
    | {
        "time.sleep",
        "os.system",
        "urllib.request.urlopen",
        "urllib.request.urlretrieve",
        "urllib3.request",
        "socket.create_connection",
        "google.generativeai.list_models",
        "google.generativeai.embed_content",
        "google.generativeai.upload_file",
        "replicate.run",
        "concurrent.futures.as_completed",
        "concurrent.futures.wait",
    }
)
"""Functions that block."""

_HTTPX = _VERBS | {"send", "stream"}
_SDK = frozenset({"create", "parse", "stream", "list", "retrieve", "generate", "edit", "content"})
_GENAI = frozenset(
    {
        "generate_content",
        "generate_content_stream",
        "embed_content",
        "generate_images",
        "list",
        "get",
    }
    | {"upload", "send_message", "send_message_stream", "count_tokens", "edit_image"}
)
_BOTO = frozenset(
    {"invoke_model", "invoke_model_with_response_stream", "converse", "converse_stream", "list_foundation_models"}
    | {"get_object", "put_object", "upload_file", "upload_fileobj", "download_file", "download_fileobj"}
    | {"list_objects", "list_objects_v2", "delete_object", "head_object", "invoke", "retrieve"}
    | {"retrieve_and_generate", "send_message", "receive_message", "publish", "query", "scan", "get_item"}
    | {"put_item", "get_secret_value", "synthesize_speech", "invoke_agent"}
)  # fmt: skip

POOLS: frozenset[str] = frozenset(
    f"concurrent.futures.{name}Executor" for name in ("ThreadPool", "ProcessPool")
)
"""What makes an executor: `pools` tells where its results are waited for."""

METHODS: dict[str, frozenset[str]] = {
    "requests.Session": _VERBS | {"send"},
    "requests.session": _VERBS | {"send"},
    "requests.sessions.Session": _VERBS | {"send"},
    "httpx.Client": _HTTPX,
    "urllib3.PoolManager": frozenset({"request", "urlopen"}),
    "openai.OpenAI": _SDK,
    "openai.AzureOpenAI": _SDK,
    "openai.Client": _SDK,
    "anthropic.Anthropic": _SDK,
    "anthropic.AnthropicBedrock": _SDK,
    "anthropic.Client": _SDK,
    "groq.Groq": _SDK,
    "together.Together": _SDK,
    "mistralai.Mistral": frozenset({"complete", "stream", "create", "list"}),
    "cohere.Client": frozenset({"chat", "chat_stream", "generate", "embed", "rerank"}),
    "cohere.ClientV2": frozenset({"chat", "chat_stream", "embed", "rerank"}),
    "google.generativeai.GenerativeModel": frozenset({"generate_content", "count_tokens"}),
    "google.genai.Client": _GENAI,
    "boto3.client": _BOTO,
    "ollama.Client": frozenset({"chat", "generate", "embed", "embeddings", "list", "pull", "show"}),
    "tavily.TavilyClient": frozenset({"search", "extract", "get_search_context", "qna_search"}),
    "duckduckgo_search.DDGS": frozenset({"text", "news", "images", "videos", "answers"}),
    "ddgs.DDGS": frozenset({"text", "news", "images", "videos", "books"}),
    "subprocess.Popen": frozenset({"wait", "communicate"}),
    "yt_dlp.YoutubeDL": frozenset({"download", "extract_info"}),
    "smtplib.SMTP": frozenset({"sendmail", "send_message", "login", "starttls", "connect"}),
    "smtplib.SMTP_SSL": frozenset({"sendmail", "send_message", "login", "connect"}),
    "firecrawl.FirecrawlApp": frozenset({"scrape_url", "crawl_url", "map_url", "search"}),
}
"""What makes a synchronous client → the last names of its methods that block, however deep they are."""

CLIENTS = frozenset(METHODS)

SAME: dict[str, str] = {
    "openai.lib.azure.AzureOpenAI": "openai.AzureOpenAI",
    "google.generativeai.generative_models.GenerativeModel": "google.generativeai.GenerativeModel",
    "boto3.session.Session": "boto3.Session",
}
"""Other dotted names of the same."""

FURTHER: dict[str, dict[str, str]] = {"client": {"boto3.Session": "boto3.client"}}
"""Methods that make a client → by what their object is made, and what they make."""

NOT_BLOCKING_PARTS = frozenset(
    {"aio", "with_streaming_response_async"} | {"headers", "cookies", "params", "proxies", "hooks"}
)
"""Attributes of a synchronous client under which its asynchronous twin is found, or a mapping."""
