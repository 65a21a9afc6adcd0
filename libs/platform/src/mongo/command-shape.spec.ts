import { Types } from 'mongoose';

import { shapeOf } from './command-shape';

describe('the shape of a command', () => {
  it('has names and operators, and no value', () => {
    const filter = {
      userId: new Types.ObjectId(),
      startTime: { $gte: new Date(), $lt: new Date() },
      $text: { $search: 'the café in Alpe d’Huez' },
      status: { $in: ['COMPLETED', 'ARCHIVED'] },
      data: Buffer.from('secret'),
    };
    expect(shapeOf(filter)).toBe(
      '{"userId":"?","startTime":{"$gte":"?","$lt":"?"},"$text":{"$search":"?"},"status":{"$in":["?"]},"data":"?"}',
    );
  });

  it('has every stage of a pipeline', () => {
    const pipeline = [{ $match: { userId: 'x' } }, { $group: { _id: null, total: { $sum: '$summary.totalEnergy' } } }];
    expect(shapeOf(pipeline)).toBe('[{"$match":{"userId":"?"}},{"$group":{"_id":"?","total":{"$sum":"?"}}}]');
  });

  it('ends somewhere, whatever is asked', () => {
    let deep: object = { end: 1 };
    for (let level = 0; level < 100; level++) deep = { $or: [deep, deep].slice(0, 1) };
    expect(shapeOf(deep).length).toBeLessThan(200);
    expect(shapeOf(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field${i}`, i])))).toHaveLength(601);
    expect(shapeOf(undefined)).toBe('"?"');
  });
});
