import { seeded, seededChoice, seededId } from './seeded.js';

const LINES = ['Billing', 'Technical Support', 'Sales', 'Retention', 'Claims', 'Returns'] as const;
const GROUPS = ['', ' - Premium', ' - Spanish', ' - Overflow', ' - Callback'] as const;
const DIVISIONS = ['Home', 'Europe', 'Americas'] as const;
const TITLES = ['Agent', 'Senior Agent', 'Team Lead', 'Supervisor'] as const;
const GIVEN = ['Aiko', 'Ben', 'Chiara', 'Dmitri', 'Elena', 'Farid', 'Grace', 'Hugo', 'Inés', 'Jonas'] as const;
const FAMILY = ['Almeida', 'Brandt', 'Castillo', 'Dubois', 'Eriksen', 'Fischer'] as const;

export type Queue = ReturnType<typeof queueOf>;
export type User = ReturnType<typeof userOf>;

/** The organisation's queues, ordered by name as in the API. */
export const QUEUES: readonly Queue[] = LINES.flatMap((line) => GROUPS.map((group) => queueOf(line + group))).sort(
  (one, other) => (one.name < other.name ? -1 : 1),
);

/** The organisation's users. Their ids are constant UUIDs. */
export const USERS: readonly User[] = FAMILY.flatMap((family) =>
  GIVEN.map((given) => userOf(seededId('user', given, family), given, family)),
);

function queueOf(name: string) {
  const id = seededId('queue', name);
  const memberCount = 5 + (seeded('members', name) % 40);
  return {
    id,
    name,
    description: `Customers of ${name}`,
    division: divisionOf(name),
    memberCount,
    joinedMemberCount: Math.floor(memberCount / 2),
    mediaSettings: {
      call: { alertingTimeoutSeconds: 8, serviceLevel: { percentage: 0.8, durationMs: 20_000 } },
      message: { alertingTimeoutSeconds: 30, serviceLevel: { percentage: 0.8, durationMs: 60_000 } },
    },
    selfUri: `/api/v2/routing/queues/${id}`,
  };
}

export function userOf(id: string, given: string, family: string) {
  const plain = (text: string) => text.normalize('NFD').replace(/[^\w]/g, '').toLowerCase();
  return {
    id,
    name: `${given} ${family}`,
    division: divisionOf(id),
    chat: { jabberId: `${id}@sandbox.orgspan.com` },
    email: `${plain(given)}.${plain(family)}@sandbox.example`,
    department: seededChoice(LINES, 'department', id),
    title: seededChoice(TITLES, 'title', id),
    username: `${plain(given)}.${plain(family)}@sandbox.example`,
    state: 'active',
    version: 1 + (seeded('version', id) % 20),
    acdAutoAnswer: false,
    selfUri: `/api/v2/users/${id}`,
  };
}

function divisionOf(seed: string) {
  const name = seededChoice(DIVISIONS, 'division', seed);
  const id = seededId('division', name);
  return { id, name, selfUri: `/api/v2/authorization/divisions/${id}` };
}
