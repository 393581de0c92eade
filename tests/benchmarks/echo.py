"""The thing to measure sockets against: a consumer of bare Channels that sends back what it gets."""

from channels.generic.websocket import AsyncWebsocketConsumer


class Echo(AsyncWebsocketConsumer):
    """Sends back each text."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """The same again."""
        await self.send(text_data)


application = Echo.as_asgi()
