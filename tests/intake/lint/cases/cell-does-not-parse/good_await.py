import asyncio

await asyncio.sleep(0)
result = [await f() async for f in things()]
