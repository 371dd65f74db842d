"""LINE's SDK for Python as its README shows it, under uvicorn. It checks the signature and parses
the events; nothing else is done. `uvicorn server:app --port PORT`"""

import os

from fastapi import FastAPI, HTTPException, Request
from linebot.v3 import WebhookParser
from linebot.v3.exceptions import InvalidSignatureError

app = FastAPI()
parser = WebhookParser(os.environ["CHANNEL_SECRET"])


@app.post("/line/webhook")
async def webhook(request: Request) -> dict[str, int]:
    body = (await request.body()).decode()
    try:
        events = parser.parse(body, request.headers["x-line-signature"])
    except InvalidSignatureError as error:
        raise HTTPException(401) from error
    return {"events": len(events)}
