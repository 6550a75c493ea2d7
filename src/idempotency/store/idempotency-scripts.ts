/**
 * The life cycle of a record as Redis runs it: one script a verb, each a mirror of the function of the same name in
 * `idempotency-record.ts`, on the server's own clock. `KEYS[1]` is the record, a hash that expires by itself.
 */
const RECORD = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state, owner, fingerprint, lease, doubt =
  unpack(redis.call('HMGET', KEYS[1], 'state', 'owner', 'fingerprint', 'lease', 'doubt'))
local function put(ttl, ...)
  redis.call('HSET', KEYS[1], ...)
  redis.call('PEXPIRE', KEYS[1], ttl)
end
local function late(mine)
  if state == 'done' and fingerprint == mine then return { 'late', redis.call('HGET', KEYS[1], 'answer') } end
  return { 'late' }
end
`;

/**
 * `KEYS[2]`: which scope was first to use the name. `ARGV`: owner, fingerprint, lease ms, ttl ms, may resend (0 or 1), scope.
 *
 * @returns `{ kind }`, then: new and takeover, whether it is a namesake; busy, the rest of the lease in ms; replay, the answer
 */
export const CLAIM = `${RECORD}
local leaseMs, ttlMs = tonumber(ARGV[3]), tonumber(ARGV[4])
local function grant(inDoubt)
  put(math.max(ttlMs, leaseMs), 'state', 'running', 'owner', ARGV[1], 'fingerprint', ARGV[2],
    'lease', string.format('%.0f', now + leaseMs), 'doubt', inDoubt)
  local first = redis.call('GET', KEYS[2])
  local isKeyUsedByOtherScope = first and first ~= ARGV[6]
  if not isKeyUsedByOtherScope then redis.call('SET', KEYS[2], ARGV[6], 'PX', ttlMs + leaseMs) end
  return { inDoubt == '1' and 'takeover' or 'new', isKeyUsedByOtherScope and 1 or 0 }
end
if not state then return grant('0') end
if fingerprint ~= ARGV[2] then return { 'mismatch' } end
if state == 'done' then return { 'replay', redis.call('HGET', KEYS[1], 'answer') } end
if state == 'running' then
  if owner == ARGV[1] then return grant(doubt) end
  if tonumber(lease) > now then return { 'busy', tonumber(lease) - now } end
end
if ARGV[5] == '1' then return grant('1') end
redis.call('HSET', KEYS[1], 'state', 'unknown')
return { 'unknown' }
`;

/** `ARGV`: owner, fingerprint, ttl ms, answer. @returns `{ 'done' }` or `{ 'late', answer? }`, as the others below */
export const COMPLETE = `${RECORD}
if state and owner ~= ARGV[1] then return late(ARGV[2]) end
if state ~= 'done' then
  put(ARGV[3], 'state', 'done', 'owner', ARGV[1], 'fingerprint', ARGV[2], 'answer', ARGV[4])
  redis.call('HDEL', KEYS[1], 'lease', 'doubt')
end
return { 'done' }
`;

/** `KEYS[2]` as for a claim: nothing has gone upstream under the name. `ARGV`: owner, fingerprint, ttl ms, scope. */
export const RELEASE = `${RECORD}
if state and (owner ~= ARGV[1] or state == 'done') then return late(ARGV[2]) end
if state and doubt == '1' then
  put(ARGV[3], 'state', 'unknown')
else
  redis.call('DEL', KEYS[1])
  if redis.call('GET', KEYS[2]) == ARGV[4] then redis.call('DEL', KEYS[2]) end
end
return { 'done' }
`;

/** `ARGV`: owner, fingerprint, ttl ms. */
export const DOUBT = `${RECORD}
if state and (owner ~= ARGV[1] or state == 'done') then return late(ARGV[2]) end
put(ARGV[3], 'state', 'unknown', 'owner', ARGV[1], 'fingerprint', ARGV[2], 'doubt', '1')
return { 'done' }
`;

/** `ARGV`: owner, fingerprint, lease ms. */
export const EXTEND = `${RECORD}
if state ~= 'running' or owner ~= ARGV[1] then return late(ARGV[2]) end
redis.call('HSET', KEYS[1], 'lease', string.format('%.0f', now + ARGV[3]))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return { 'done' }
`;
