-- Since when the engine has had its memory: KEYS[1] is set once, and gone with the memory. And the version of what all
-- servers agree on, KEYS[2]; see state.lua.
local time = redis.call('TIME')
redis.call('SET', KEYS[1], string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), 'NX')
return { redis.call('GET', KEYS[1]), redis.call('HGET', KEYS[2], 'v') or '0' }
