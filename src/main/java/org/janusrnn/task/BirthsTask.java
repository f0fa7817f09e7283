package org.janusrnn.task;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.janusrnn.cell.Cell;
import org.janusrnn.cell.Cells;
import org.janusrnn.layer.Batch;
import org.janusrnn.layer.Network;
import org.janusrnn.schedule.Engine;
import org.janusrnn.tensor.CounterRandom;
import org.janusrnn.tensor.Tensor;
import org.janusrnn.train.DataSet;
import org.janusrnn.train.Loss;
import org.janusrnn.train.Score;
import org.janusrnn.train.StepDecay;
import org.janusrnn.train.TrainingBatch;

/**
 * How many children will be born tomorrow, from the numbers of the last 28 days. With each number the network reads
 * weekday and season of the day after, so that it knows what day it is to forecast. It is not told of holidays. It
 * learns to forecast the day after each day of a window, and is judged by the day after the last.
 */
public final class BirthsTask implements Task {
    static final int DAYS = 28;
    static final int INPUTS = 10;

    private static final int WEEK = 7;
    private static final int YEAR = 364;    // whole weeks
    private static final double SOLAR_YEAR = 365.2425;
    private static final int HIDDEN = 32;
    private static final double RATE = 1e-2;
    private static final int STEPS = 4000;
    private static final StepDecay DECAY = new StepDecay(3000, 0.1);
    private static final long WINDOW_STREAM = 0x626972746873L; // "births"
    private static final int LONGEST_CHART = 47;

    private final BirthsData data;
    private final double mean;
    private final double deviation;
    private final String name;

    BirthsTask(BirthsData data) {
        this(data, "births");
    }

    private BirthsTask(BirthsData data, String name) {
        this.data = data;
        this.name = name;
        double[] training = Arrays.stream(data.births()).limit(data.testStart()).asDoubleStream().toArray();
        mean = Arrays.stream(training).average().orElseThrow();
        deviation = Math.sqrt(Arrays.stream(training).map(b -> (b - mean) * (b - mean)).average().orElseThrow());
    }

    /** With the births in the United States, 2000 to 2014. */
    public static BirthsTask unitedStates() {
        return new BirthsTask(BirthsData.unitedStates());
    }

    /** With a file of the same form. */
    public static BirthsTask read(Path file) {
        return new BirthsTask(BirthsData.read(file));
    }

    /**
     * The same with the last days of its training for a test, to choose settings by without a look at the test.
     *
     * @throws IllegalArgumentException where too few days are left.
     */
    public BirthsTask validation() {
        return new BirthsTask(data.validation(), name + "-validation");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "births a day ahead, " + data.date(data.testStart()) + " to " + data.date(data.days() - 1);
    }

    @Override
    public String data() {
        return DataStamp.of("days from " + data.first(), Arrays.stream(data.births()));
    }

    @Override
    public Cell cell() {
        return Cells.lstm();
    }

    /** As the two years before the test liked best, see {@link #validation}. */
    @Override
    public Recipe recipe(Cell cell, boolean bidirectional) {
        return Recipe.of(cell, HIDDEN).bidirectional(bidirectional).rate(RATE).decay(DECAY).steps(STEPS);
    }

    @Override
    public Loss loss() {
        return Loss.SQUARED_ERROR;
    }

    @Override
    public void check(Recipe recipe) {
        if (recipe.bidirectional()) {
            throw new IllegalArgumentException("a two-way network would read the days that it is to forecast: leave "
                    + "out --bidirectional");
        }
    }

    @Override
    public Network network(Engine engine, Recipe recipe) {
        return Network.builder(engine).input(INPUTS)
                .recurrent(recipe.cell(), recipe.hidden(), r -> r.layers(recipe.layers())).linear(1)
                .seed(recipe.seed()).build();
    }

    @Override
    public DataSet training(Recipe recipe) {
        CounterRandom random = CounterRandom.of(recipe.seed(), WINDOW_STREAM);
        return new Steps(recipe.every(), step -> {
            int[] days = new int[recipe.batch()];
            for (int b = 0; b < days.length; b++) {
                days[b] = DAYS + random.below(step * days.length + b, data.testStart() - DAYS);
            }
            return batch(days);
        });
    }

    @Override
    public DataSet test() {
        return new Steps(1, index -> batch(testDays()));
    }

    private int[] testDays() {
        int[] days = new int[BirthsData.TEST_DAYS];
        Arrays.setAll(days, i -> data.testStart() + i);
        return days;
    }

    /** Windows that end the day before each of these days; to be forecast is the number of the day after each. */
    TrainingBatch batch(int[] days) {
        Tensor input = Tensor.zeros(DAYS, days.length, INPUTS);
        Tensor target = Tensor.zeros(DAYS, days.length, 1);
        for (int b = 0; b < days.length; b++) {
            for (int t = 0; t < DAYS; t++) {
                int day = days[b] - DAYS + t;
                int at = (t * days.length + b) * INPUTS;
                LocalDate next = data.date(day + 1);
                double season = 2 * Math.PI * (next.getDayOfYear() - 1) / SOLAR_YEAR;
                target.data()[t * days.length + b] = normal(day + 1);
                input.data()[at] = normal(day);
                input.data()[at + next.getDayOfWeek().getValue()] = 1;
                input.data()[at + WEEK + 1] = (float) StrictMath.sin(season);
                input.data()[at + WEEK + 2] = (float) StrictMath.cos(season);
            }
        }
        return TrainingBatch.of(Batch.of(input), target);
    }

    private float normal(int day) {
        return (float) ((data.births()[day] - mean) / deviation);
    }

    /** Over every day of the windows, those with only few days before them too. */
    @Override
    public Figure curve() {
        return new Figure("root mean squared error", "births", 0, false);
    }

    @Override
    public double curve(Score score) {
        return deviation * Math.sqrt(score.loss());
    }

    @Override
    public Figure result() {
        return new Figure("mean absolute error", "births", 0, false);
    }

    @Override
    public Outcome judge(Network network, Recipe recipe, Score score) {
        float[] scaled = network.run(batch(testDays()).input()).y().data();
        double[] forecast = new double[BirthsData.TEST_DAYS];
        double error = 0;
        for (int i = 0; i < forecast.length; i++) {
            forecast[i] = mean + deviation * scaled[(DAYS - 1) * forecast.length + i];
            error += Math.abs(forecast[i] - data.births()[data.testStart() + i]) / forecast.length;
        }
        return new Outcome(error, Map.of(), List.of(), Map.of("holidays", holidays(forecast)));
    }

    /** The forecast beside what came and what came a week before, from Thanksgiving to past New Year's Day. */
    private LineChart holidays(double[] forecast) {
        int last = data.days() - 1;
        while (last - data.testStart() >= LONGEST_CHART
                && !(data.date(last).getMonth() == Month.JANUARY && data.date(last).getDayOfMonth() == 5)) {
            last--;
        }
        if (last - data.testStart() < LONGEST_CHART) {
            last = data.days() - 1;
        }
        int from = last - LONGEST_CHART + 1;
        LocalDate day = data.date(from);
        return new LineChart("births from " + day + " to " + data.date(last), "", "births a day")
                .days("what came", day, numbers(from, last))
                .days("forecast the day before", day,
                        Arrays.copyOfRange(forecast, from - data.testStart(), last + 1 - data.testStart()))
                .days("same weekday last week", day, numbers(from - WEEK, last - WEEK));
    }

    private double[] numbers(int from, int last) {
        return Arrays.stream(data.births(), from, last + 1).asDoubleStream().toArray();
    }

    @Override
    public List<Reference> references() {
        return List.of(new Reference("same weekday last week", data.errorOfDaysBefore(WEEK)),
                new Reference("same weekday last year", data.errorOfDaysBefore(YEAR)),
                new Reference("libtorch, LSTM, 2,000 steps", 254));
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("mean", Double.toString(mean), "deviation", Double.toString(deviation));
    }
}
