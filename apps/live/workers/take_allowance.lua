-- A token bucket. KEYS: the bucket. ARGV: tokens a second, its size, seconds that an idle bucket is kept.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local burst = tonumber(ARGV[2])
local left = math.min(burst, (tonumber(kept[1]) or burst) + (now - (tonumber(kept[2]) or now)) * tonumber(ARGV[1]))
local taken = left >= 1 and 1 or 0
redis.call('HSET', KEYS[1], 'left', tostring(left - taken), 'at', tostring(now))
redis.call('EXPIRE', KEYS[1], ARGV[3])
return taken
