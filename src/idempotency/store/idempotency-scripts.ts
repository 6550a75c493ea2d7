/**
 * The life cycle of a record in Redis: one script for each operation, which mirrors the function in `idempotency-record.ts` and
 * uses the server's clock. `KEYS[1]` is the record, a hash with an expiry. Its field names must not change, because records
 * outlive a rolling update.
 *
 * A key of another type, or a hash without the required fields, is damaged.
 */
const RECORD = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = redis.pcall('HMGET', KEYS[1], 'state', 'owner', 'fingerprint', 'lease', 'doubt')
local isDamaged = false
if fields['err'] then
  if not string.find(fields['err'], 'WRONGTYPE', 1, true) then return fields end
  isDamaged = true
  fields = { false, false, false, false, false }
end
local state, owner, fingerprint, lease, doubt = unpack(fields)
if state then
  isDamaged = not owner or not fingerprint or (state ~= 'done' and state ~= 'unknown' and state ~= 'running')
    or (state == 'running' and not tonumber(lease)) or (state == 'done' and redis.call('HEXISTS', KEYS[1], 'output') == 0)
elseif not isDamaged then
  isDamaged = redis.call('EXISTS', KEYS[1]) == 1
end
local function put(ttl, ...)
  if isDamaged then redis.call('DEL', KEYS[1]) end
  redis.call('HSET', KEYS[1], ...)
  redis.call('PEXPIRE', KEYS[1], ttl)
end
local function late(mine)
  if not isDamaged and state == 'done' and fingerprint == mine then
    return { 'late', redis.call('HGET', KEYS[1], 'output') }
  end
  return { 'late' }
end
`;

/**
 * Claims a key. `KEYS[2]`: the scope that was the first to use the name. `KEYS[3]` (optional): the marker that detects lost
 * memory. `ARGV`: owner, fingerprint, lease ms, ttl ms, may resend (0 or 1), scope, the end of the claim's validity by the
 * server's clock (0: none), the ms for which an expired lease still counts as running, the maximum lease in ms, whether the
 * claim may be granted (0 or 1).
 *
 * @returns `{ kind, … }`. `new` and `takeover`: whether another scope uses the name (0 or 1), the marker. `busy`: the rest of
 * the lease in ms. `replay`: the output. `expired`: the server's time in ms. `suspended`: nothing; the claim would have been
 * granted. `mismatch` and `unknown`: nothing
 */
export const CLAIM = `${RECORD}
local leaseMs, ttlMs = tonumber(ARGV[3]), tonumber(ARGV[4])
if ARGV[7] ~= '0' and now > tonumber(ARGV[7]) then return { 'expired', now } end
local function grant(inDoubt)
  if ARGV[10] == '0' then return { 'suspended' } end
  put(math.max(ttlMs, leaseMs), 'state', 'running', 'owner', ARGV[1], 'fingerprint', ARGV[2],
    'lease', string.format('%.0f', now + leaseMs), 'doubt', inDoubt)
  local first = redis.pcall('GET', KEYS[2])
  local isKeyUsedByOtherScope = first and first ~= ARGV[6]
  if not isKeyUsedByOtherScope then redis.call('SET', KEYS[2], ARGV[6], 'PX', ttlMs + leaseMs) end
  return { inDoubt == '1' and 'takeover' or 'new', isKeyUsedByOtherScope and 1 or 0, KEYS[3] and redis.call('GET', KEYS[3]) }
end
if isDamaged then
  if ARGV[5] == '1' then return grant('1') end
  return { 'unknown' }
end
if not state then return grant('0') end
if fingerprint ~= ARGV[2] then return { 'mismatch' } end
if state == 'done' then return { 'replay', redis.call('HGET', KEYS[1], 'output') } end
if state == 'running' then
  if owner == ARGV[1] then return grant(doubt) end
  local left = tonumber(lease) - now
  local longest = tonumber(ARGV[9])
  if left > longest then
    -- The server's clock was set back. A living owner extends its lease by the new time.
    redis.call('HSET', KEYS[1], 'lease', string.format('%.0f', now + longest))
    left = longest
  end
  if left > 0 then return { 'busy', left } end
  local grace = tonumber(ARGV[8])
  if grace > 0 then return { 'busy', grace } end
end
if ARGV[5] == '1' then return grant('1') end
redis.call('HSET', KEYS[1], 'state', 'unknown')
return { 'unknown' }
`;

/**
 * Stores the output. `ARGV`: owner, fingerprint, ttl ms, output as JSON.
 *
 * @returns `{ 'done' }`; `{ 'late', output? }` if another owner has the key. RELEASE, MARK_UNKNOWN and EXTEND return the same
 */
export const COMPLETE = `${RECORD}
if not isDamaged and state and owner ~= ARGV[1] then return late(ARGV[2]) end
if isDamaged or state ~= 'done' then
  put(ARGV[3], 'state', 'done', 'owner', ARGV[1], 'fingerprint', ARGV[2], 'output', ARGV[4])
  redis.call('HDEL', KEYS[1], 'lease', 'doubt')
end
return { 'done' }
`;

/**
 * Deletes the record of a write without effect, unless an earlier owner may have executed the write. After a
 * deletion, also frees `KEYS[2]` (see CLAIM). `ARGV`: owner, fingerprint, ttl ms, scope.
 */
export const RELEASE = `${RECORD}
if isDamaged then return { 'late' } end
if state and (owner ~= ARGV[1] or state == 'done') then return late(ARGV[2]) end
if state and doubt == '1' then
  put(ARGV[3], 'state', 'unknown')
else
  redis.call('DEL', KEYS[1])
  if redis.pcall('GET', KEYS[2]) == ARGV[4] then redis.call('DEL', KEYS[2]) end
end
return { 'done' }
`;

/** Marks the outcome as unknown. `ARGV`: owner, fingerprint, ttl ms. */
export const MARK_UNKNOWN = `${RECORD}
if not isDamaged and state and (owner ~= ARGV[1] or state == 'done') then return late(ARGV[2]) end
put(ARGV[3], 'state', 'unknown', 'owner', ARGV[1], 'fingerprint', ARGV[2], 'doubt', '1')
return { 'done' }
`;

/**
 * Extends the lease. Creates a lost record again, and marks that an earlier owner may have executed the write. `ARGV`: owner,
 * fingerprint, lease ms, ttl ms.
 */
export const EXTEND = `${RECORD}
local leaseMs = tonumber(ARGV[3])
local lease = string.format('%.0f', now + leaseMs)
if not state and not isDamaged then
  put(math.max(tonumber(ARGV[4]), leaseMs), 'state', 'running', 'owner', ARGV[1], 'fingerprint', ARGV[2],
    'lease', lease, 'doubt', '1')
  return { 'done' }
end
if isDamaged or state ~= 'running' or owner ~= ARGV[1] then return late(ARGV[2]) end
redis.call('HSET', KEYS[1], 'lease', lease)
if redis.call('PTTL', KEYS[1]) < leaseMs then redis.call('PEXPIRE', KEYS[1], leaseMs) end
return { 'done' }
`;
