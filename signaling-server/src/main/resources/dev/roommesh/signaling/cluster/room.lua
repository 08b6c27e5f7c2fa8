-- One command on one room, which all servers share. Redis runs it whole, so no two servers see a room half changed.
--
-- KEYS[1]  the room: a hash
--   v           grows with each change; begins with the clock, so that a room which was lost and made anew is newer
--   joins       how many places were ever taken
--   admin, term who is admin by the highest term that workers reported; vacant is 1 once it has left
--   vouched     1 where the room was created, or entered outside of a grace
--   since       when it was created, or its first peer came, in ms of this engine's clock
--   ended       1 where it is to be forgotten when the last has left
--   w:<peer>    "<server> <socket> <role> <join_seq> <ms> <part>": whose place it is, when it was taken, and whether
--               it is "meshed", part of the room's own registry, or "apart"; of old peers "old", "old-mesh", or
--               "old-admin", for the one that has the office of the old workers' mesh
--   l:<peer>    when the place's lease ends, in ms of this engine's clock
-- KEYS[2]  what its peers registered: a hash of peer -> JSON, never read here
-- KEYS[3]  since when this engine has had its memory, in ms; see epoch.lua
-- ARGV     command, this server, ms for which an untouched room is kept, "<ms of a grace> <ms that are left of this
--          server's own>", then the command's own
local key, profiles, command, server, keep = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local epoch = redis.call('GET', KEYS[3])
-- For a while after the engine has lost its memory, or was away for this server, places belong to those who held them:
-- no server could renew a lease meanwhile, and not all have noticed at the same time that they can.
local length, own = string.match(ARGV[4], '^(%d+) (%d+)$')
local grace = math.max(tonumber(own), epoch and tonumber(epoch) + tonumber(length) - now or tonumber(length))

local function whole(number)
    return string.format('%.0f', number)
end

local function get(field)
    return redis.call('HGET', key, field) or nil
end

local function set(field, value)
    redis.call('HSET', key, field, value)
end

local function role_of(place)
    return string.match(place, '^%S+ %S+ (%S+) ')
end

local function is_of(place, owner)
    return place ~= nil and string.sub(place, 1, #owner + 1) == owner .. ' '
end

local function is_over(peer)
    return tonumber(get('l:' .. peer) or 0) < now
end

-- field, value, field, value ... of the whole room, less what peers registered
local function all()
    return redis.call('HGETALL', key)
end

local function forget(peer)
    redis.call('HDEL', key, 'w:' .. peer, 'l:' .. peer)
    redis.call('HDEL', profiles, peer)
end

-- peer -> place
local function places()
    local found, fields = {}, all()
    for i = 1, #fields, 2 do
        if string.sub(fields[i], 1, 2) == 'w:' then found[string.sub(fields[i], 3)] = fields[i + 1] end
    end
    return found
end

local function is_empty()
    for peer in pairs(places()) do
        if not is_over(peer) then return false end
    end
    return true
end

-- Somebody makes the room, or comes: from now on it stays.
local function begin()
    redis.call('HSETNX', key, 'since', whole(now))
    redis.call('HDEL', key, 'ended')
end

-- The next version, and word of it to every other server that has somebody in the room.
local function changed(put, gone, again)
    if not get('v') then set('v', whole(now)) end
    local version = redis.call('HINCRBY', key, 'v', 1)
    redis.call('PEXPIRE', key, keep)
    redis.call('PEXPIRE', profiles, keep)
    local told = {}
    for _, place in pairs(places()) do
        local other = string.match(place, '^(%S+)')
        if other ~= server and not told[other] then
            told[other] = true
            local change = { v = whole(version), term = get('term') or '0', admin = get('admin'),
                vacant = get('vacant') == '1', gone = gone, again = again or false }
            if put then
                change.put = put
                change.place = get('w:' .. put)
                change.profile = redis.call('HGET', profiles, put) or nil
            end
            redis.call('PUBLISH', 'roommesh:server:' .. other, 'room ' .. string.match(key, '{(.*)}') .. ' ' .. cjson.encode(change))
        end
    end
    return whole(version)
end

-- The highest term stands; within a term the first report.
local function report(admin, term)
    local known = tonumber(get('term') or 0)
    local returned = get('vacant') == '1' and term == known and admin == get('admin')
    if term <= known and not returned then return false end
    set('term', whole(term))
    set('admin', admin)
    set('vacant', '0')
    return true
end

local function part_of(place)
    return string.match(place, '(%S+)$')
end

-- The first old worker that claims the office of their mesh ("old-admin") has it until it is gone.
local function granted(peer, part)
    if part ~= 'old-admin' and part ~= 'old-mesh' then return part end
    for other, place in pairs(places()) do
        if other ~= peer and part_of(place) == 'old-admin' and (grace > 0 or not is_over(other)) then return 'old-mesh' end
    end
    local mine = get('w:' .. peer)
    if part == 'old-admin' or (mine and part_of(mine) == 'old-admin') then return 'old-admin' end
    return 'old-mesh'
end

if command == 'create' then
    set('vouched', '1')
    begin()
    redis.call('PEXPIRE', key, keep)
    return { 'CREATED' }

elseif command == 'forget' then
    if is_empty() then redis.call('DEL', key, profiles) else set('ended', '1') end
    return { 'FORGOTTEN' }

elseif command == 'load' then
    return { whole(now), all(), redis.call('HGETALL', profiles) }

elseif command == 'admit' then
    local peer, owner, role, profile, ticket = ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9] == '1'
    local lease, workers_max, others_max = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
    local admin, term, again, part = ARGV[13], tonumber(ARGV[14]), ARGV[15] == '1', ARGV[16]
    local known = redis.call('EXISTS', key) == 1
    local mine = get('w:' .. peer)
    -- Who was registered before the engine went away must not take the place from who is registered since.
    if again and mine and not is_of(mine, owner) and not is_over(peer) then return { 'OTHER' } end
    local stranger = grace > 0 and not ticket and not mine
    if stranger and not (known and role ~= 'worker') and get('vouched') ~= '1' then return { 'RESTARTED', whole(grace) } end
    local others = 0
    for other, place in pairs(places()) do
        local alike = (role_of(place) == 'worker') == (role == 'worker')
        -- In a grace, who has held a place may still come for it.
        if other ~= peer and alike and (stranger or not is_over(other)) then others = others + 1 end
    end
    if others >= (role == 'worker' and workers_max or others_max) then return { 'FULL' } end
    if grace == 0 then set('vouched', '1') end
    begin()
    local before = mine and { mine, redis.call('HGET', profiles, peer) or '{}' } or {}
    local sequence = mine and string.match(mine, '^%S+ %S+ %S+ (%d+)') or whole(redis.call('HINCRBY', key, 'joins', 1))
    set('w:' .. peer, owner .. ' ' .. role .. ' ' .. sequence .. ' ' .. whole(now) .. ' ' .. granted(peer, part))
    set('l:' .. peer, whole(now + lease))
    redis.call('HSET', profiles, peer, profile)
    if admin ~= '' and role == 'worker' then report(admin, term) end
    changed(peer, nil, again)
    return { 'ADMITTED', whole(now), all(), redis.call('HGETALL', profiles), before }

elseif command == 'leave' then
    -- 'over': only if its lease has run out, for whoever has taken it again meanwhile keeps it.
    local peer, owner, over = ARGV[5], ARGV[6], ARGV[7] == 'over'
    if not is_of(get('w:' .. peer), owner) or (over and not is_over(peer)) then return { 'OTHER' } end
    forget(peer)
    if get('admin') == peer then set('vacant', '1') end
    local version = changed(nil, peer)
    if get('ended') and is_empty() then redis.call('DEL', key, profiles) end
    return { 'LEFT', version }

elseif command == 'update' then
    local peer, owner, profile = ARGV[5], ARGV[6], ARGV[7]
    if not is_of(get('w:' .. peer), owner) then return { 'OTHER' } end
    redis.call('HSET', profiles, peer, profile)
    return { 'UPDATED', changed(peer, nil) }

elseif command == 'report' then
    if not report(ARGV[5], tonumber(ARGV[6])) then return { 'KNOWN' } end
    return { 'REPORTED', changed(nil, nil) }

elseif command == 'renew' then
    -- lease, then peer and owner again and again; the answer's last list has peer and place again and again. Whose lease is over has to be admitted anew: the place may be another's.
    local lease, lost, replaced, lapsed = tonumber(ARGV[5]), {}, {}, {}
    for i = 6, #ARGV, 2 do
        local place = get('w:' .. ARGV[i])
        if place and not is_of(place, ARGV[i + 1]) then table.insert(replaced, ARGV[i])
        elseif not place or is_over(ARGV[i]) then table.insert(lost, ARGV[i])
        else set('l:' .. ARGV[i], whole(now + lease)) end
    end
    redis.call('PEXPIRE', key, keep)
    redis.call('PEXPIRE', profiles, keep)
    if grace == 0 then
        for peer, place in pairs(places()) do
            if is_over(peer) then
                table.insert(lapsed, peer)
                table.insert(lapsed, place)
            end
        end
    end
    return { get('v') or '0', lost, replaced, lapsed }
end
return redis.error_reply('unknown command')
