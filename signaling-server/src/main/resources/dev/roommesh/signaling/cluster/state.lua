-- What all servers agree on besides rooms.
--
-- KEYS[1]  a hash: v grows with each change, and begins with the clock, so that one which was lost and made anew is
--          newer; registry is the operator's setting of that flag ("" where there is none), revision that setting's own
--          number, which grows with each change of it, also over a loss
-- KEYS[2]  revoked tokens: a sorted set of "<room> <token id>" by the time, in s since 1970, at which each can be forgotten;
--          "<room> *" for a room that was ended
-- ARGV     command, then its own
local state, revoked, command = KEYS[1], KEYS[2], ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function get(field)
    return redis.call('HGET', state, field) or '0'
end

local function whole(number)
    return string.format('%.0f', number)
end

local function changed()
    if get('v') == '0' then redis.call('HSET', state, 'v', whole(now)) end
    redis.call('HINCRBY', state, 'v', 1)
    redis.call('PUBLISH', 'roommesh:servers', 'state')
end

if command == 'load' then
    redis.call('ZREMRANGEBYSCORE', revoked, '-inf', time[1])
    return { get('v'), redis.call('HGET', state, 'registry') or '', get('revision'),
        redis.call('ZRANGE', revoked, 0, -1, 'WITHSCORES') }

elseif command == 'registry' then
    -- setting, and the revision that it was made from
    if get('revision') ~= ARGV[3] then return { 'STALE' } end
    local revision = whole(math.max(tonumber(ARGV[3]) + 1, now))
    redis.call('HSET', state, 'registry', ARGV[2], 'revision', revision)
    changed()
    return { 'SET', revision }

elseif command == 'revoke' then
    -- token, time, again and again
    local new = 0
    for i = 2, #ARGV, 2 do
        local before = redis.call('ZSCORE', revoked, ARGV[i])
        -- A room that is ended again has a later ending.
        if not before or (string.sub(ARGV[i], -2) == ' *' and tonumber(before) < tonumber(ARGV[i + 1])) then
            redis.call('ZADD', revoked, ARGV[i + 1], ARGV[i])
            new = new + 1
        end
    end
    if new > 0 then changed() end
    return { 'REVOKED' }

elseif command == 'restore' then
    -- setting and revision, by a server that remembers them: the engine may have lost them, or an older snapshot of them
    if tonumber(get('revision')) < tonumber(ARGV[3]) then
        redis.call('HSET', state, 'registry', ARGV[2], 'revision', ARGV[3])
        changed()
    end
    return { 'RESTORED' }
end
return redis.error_reply('unknown command')
