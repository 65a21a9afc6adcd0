import { withDatabase } from './with-database';

describe('withDatabase', () => {
  it.each([
    ['mongodb://h', 'mongodb://h/new'],
    ['mongodb://h:1/old', 'mongodb://h:1/new'],
    ['mongodb://a:1,b:2/?replicaSet=rs0', 'mongodb://a:1,b:2/new?replicaSet=rs0'],
    ['mongodb+srv://h/old?w=majority', 'mongodb+srv://h/new?w=majority'],
    ['mongodb://u:p@h/old', 'mongodb://u:p@h/new?authSource=old'],
    ['mongodb://u:p@h', 'mongodb://u:p@h/new?authSource=admin'],
    ['mongodb://u:p@h/old?authSource=x', 'mongodb://u:p@h/new?authSource=x'],
  ])('%s → %s', (given, expected) => {
    expect(withDatabase(given, 'new')).toBe(expected);
  });

  it('refuses what is no MongoDB address', () => {
    expect(() => withDatabase('redis://h', 'new')).toThrow('not a MongoDB address');
  });
});
