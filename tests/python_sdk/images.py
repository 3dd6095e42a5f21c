"""Every call of the images part of the official SDK, against the server at SANDBOX_URL."""

import base64
import io
import json
import os
import sys

import openai
from openai import OpenAI

client = OpenAI(base_url=os.environ["SANDBOX_URL"], api_key="sk-anything", max_retries=0)
stranger = OpenAI(base_url=os.environ["SANDBOX_URL"], api_key="sk-bad-key", max_retries=0)
folder = os.environ["PICTURES"]
MODEL = "gpt-image-2.6-flare"
told = {"version": openai.__version__, "pictures": {}, "errors": {}}


def picture(name):
    return open(os.path.join(folder, name), "rb")


def keep(name, encoded):
    told["pictures"].setdefault(name, []).append(encoded)


def whole(name, answer):
    assert answer.usage.total_tokens > 0, name
    for item in answer.data:
        keep(name, item.b64_json)


def streamed(name, stream, kind):
    partials = completed = 0
    for event in stream:
        keep(name, event.b64_json)
        if event.type == f"{kind}.partial_image":
            assert event.partial_image_index == partials, name
            partials += 1
        elif event.type == f"{kind}.completed":
            assert event.usage.total_tokens > 0, name
            completed += 1
        else:
            raise AssertionError(f"{name}: {event.type}")
    assert (partials, completed) == (2, 1), name


def failing(name, call):
    try:
        call()
    except openai.APIStatusError as error:
        told["errors"][name] = {
            "class": type(error).__name__,
            "status": error.status_code,
            "code": error.code,
            "param": error.param,
            "type": error.type,
            "request_id": error.request_id,
        }
    else:
        raise AssertionError(f"{name} did not fail")


def generate(**fields):
    return client.images.generate(**{"model": MODEL, "prompt": "a red fox", "quality": "low", **fields})


def edit(**fields):
    given = {"model": MODEL, "prompt": "a hat", "quality": "low", "image": picture("first.png")}
    return client.images.edit(**{**given, **fields})


whole("generate", generate(n=2, size="1024x640"))
whole("edit one image", edit())
whole("edit several images", edit(image=[picture("first.png"), picture("second.png")]))
whole("edit with a mask", edit(mask=picture("mask.png")))
streamed("stream a generation", generate(stream=True, partial_images=2), "image_generation")
streamed("stream an edit", edit(stream=True, partial_images=2), "image_edit")

uploaded = client.files.create(file=picture("first.png"), purpose="vision")
assert client.files.retrieve(uploaded.id).bytes == uploaded.bytes
assert client.files.content(uploaded.id).read() == picture("first.png").read()
assert client.files.delete(uploaded.id).deleted
assert any(model.id == MODEL for model in client.models.list())

failing("bad size", lambda: generate(size="1000x1000"))
failing("too many", lambda: generate(n=11))
failing("unknown parameter", lambda: generate(response_format="b64_json"))
failing("dead model", lambda: generate(model="dall-e-3"))
failing("not an image", lambda: edit(image=("text.png", io.BytesIO(b"no picture"), "image/png")))
failing("mask of another size", lambda: edit(mask=picture("second.png")))
failing("moderation", lambda: generate(prompt="a fox [[moderation]]"))
failing("wrong key", lambda: stranger.images.generate(model=MODEL, prompt="a red fox"))
failing("rate limit", lambda: generate(prompt="a fox [[429]]"))
failing("no quota", lambda: edit(prompt="a fox [[quota]]"))
failing("no such model", lambda: client.models.retrieve("gpt-image-0"))
failing("model without access", lambda: generate(prompt="a fox [[model-not-found]]"))
failing("not verified", lambda: generate(prompt="a fox [[403-verify]]"))
failing("region", lambda: generate(prompt="a fox [[403-region]]"))
failing("server error", lambda: generate(prompt="a fox [[500]]"))
failing("overloaded", lambda: edit(prompt="a fox [[503]]"))
failing("variations are gone", lambda: client.images.create_variation(image=picture("second.png")))

assert all(base64.b64decode(item) for items in told["pictures"].values() for item in items)
json.dump(told, sys.stdout)
