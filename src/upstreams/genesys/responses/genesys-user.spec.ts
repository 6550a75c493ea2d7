import { readUser } from './genesys-user.js';

describe('readUser', () => {
  it('reads a user', () => {
    const body = {
      id: 'u-1',
      name: 'Aiko Almeida',
      division: { id: 'd-1', name: 'Home' },
      email: 'aiko@example.com',
      department: 'Sales',
      title: 'Agent',
      state: 'active',
      version: 4,
      selfUri: '/api/v2/users/u-1',
    };

    expect(readUser(body)).toEqual({
      id: 'u-1',
      name: 'Aiko Almeida',
      email: 'aiko@example.com',
      department: 'Sales',
      title: 'Agent',
      state: 'active',
      divisionId: 'd-1',
      divisionName: 'Home',
    });
  });

  it('uses empty values for missing fields', () => {
    expect(readUser({ id: 'u-1', name: null, state: 3 })).toEqual({
      id: 'u-1',
      name: '',
      email: '',
      department: '',
      title: '',
      state: '',
      divisionId: '',
      divisionName: '',
    });
  });

  it.each([[null], [[]], [{}], [{ id: 7 }]])('rejects %j', (body) => {
    expect(readUser(body)).toBeUndefined();
  });
});
