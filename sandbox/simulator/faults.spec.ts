import { FaultPlan, type Fault } from './faults.js';

const RESET: Fault = { kind: 'reset' };

function strikes(plan: FaultPlan, calls: number): string {
  return Array.from({ length: calls }, () => plan.next('orders')?.kind ?? '-').join(' ');
}

describe('FaultPlan', () => {
  it('returns no fault without a plan', () => {
    expect(strikes(new FaultPlan(), 2)).toBe('- -');
  });

  it('applies to every request of its route until it is cleared', () => {
    const plan = new FaultPlan();
    plan.set('orders', [RESET]);

    expect(plan.next('accounts')).toBeUndefined();
    expect(strikes(plan, 3)).toBe('reset reset reset');
    plan.clear('orders');
    expect(strikes(plan, 1)).toBe('-');
  });

  it('applies as often as `times` states', () => {
    const plan = new FaultPlan();
    plan.set('orders', [{ ...RESET, times: 2 }]);

    expect(strikes(plan, 4)).toBe('reset reset - -');
  });

  it('applies several faults one after another', () => {
    const plan = new FaultPlan();
    plan.set('orders', [{ kind: 'hang', times: 1 }, { ...RESET, times: 2 }, { kind: 'drip' }]);

    expect(strikes(plan, 5)).toBe('hang reset reset drip drip');
  });

  it.each([
    [0.25, '- - - reset - - - reset'],
    [0.5, '- reset - reset - reset - reset'],
    [0.75, '- reset reset reset - reset reset reset'],
    [1, 'reset reset reset reset reset reset reset reset'],
  ])('distributes a share of %d evenly', (share, expected) => {
    const plan = new FaultPlan();
    plan.set('orders', [{ ...RESET, share }]);

    expect(strikes(plan, 8)).toBe(expected);
  });

  it.each([
    [0.1, 10],
    [0.29, 29],
    [0.7, 70],
  ])('applies a share of %d exactly in a hundred requests', (share, expected) => {
    const plan = new FaultPlan();
    plan.set('orders', [{ ...RESET, share }]);

    expect(strikes(plan, 100).match(/reset/g)).toHaveLength(expected);
  });

  it('counts only affected requests towards `times`', () => {
    const plan = new FaultPlan();
    plan.set('orders', [{ ...RESET, share: 0.5, times: 2 }]);

    expect(strikes(plan, 8)).toBe('- reset - reset - - - -');
  });

  it('starts counting again when it is set again', () => {
    const plan = new FaultPlan();
    plan.set('orders', [{ ...RESET, times: 1 }]);
    plan.next('orders');
    plan.set('orders', [{ ...RESET, times: 1 }]);

    expect(strikes(plan, 2)).toBe('reset -');
  });

  it('clears all routes', () => {
    const plan = new FaultPlan();
    plan.set('orders', [RESET]);
    plan.set('accounts', [RESET]);
    plan.clear();

    expect([plan.next('orders'), plan.next('accounts')]).toEqual([undefined, undefined]);
  });
});
