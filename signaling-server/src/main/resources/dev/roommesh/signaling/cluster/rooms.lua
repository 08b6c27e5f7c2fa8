-- Rooms at a glance, for operators; changes nothing.
--
-- KEYS     rooms, as room.lua has them
-- answers  for each a list of workers, others, admin ("" where there is none), term, and since when it is there, in ms
--          since 1970 ("" where that is not known); an empty list for a room that is gone
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rows = {}
for i = 1, #KEYS do
    local flat, fields = redis.call('HGETALL', KEYS[i]), {}
    for f = 1, #flat, 2 do fields[flat[f]] = flat[f + 1] end
    local workers, others = 0, 0
    for field, place in pairs(fields) do
        local peer = string.match(field, '^w:(.*)$')
        if peer and tonumber(fields['l:' .. peer] or 0) >= now then
            if string.match(place, '^%S+ %S+ (%S+) ') == 'worker' then workers = workers + 1 else others = others + 1 end
        end
    end
    local admin = fields.vacant ~= '1' and fields.admin or ''
    rows[i] = #flat == 0 and {}
        or { tostring(workers), tostring(others), admin, fields.term or '0', fields.since or '' }
end
return rows
