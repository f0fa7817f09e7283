package org.janusrnn.cli;

import java.nio.file.Path;
import org.janusrnn.task.BirthsTask;
import org.janusrnn.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code janus train births}. */
@Command(name = "births", sortOptions = false,
        description = {"Forecast the number of births in the United States a day ahead, from the last 28 days, the "
            + "weekday and the season. The years 2013 and 2014 are the test; holidays.png shows how it does on days "
            + "that it is not told of."},
        footerHeading = "%nUnless told otherwise:%n",
        footer = {
            "  LSTM, 32 units; 4,000 steps of 32 windows by Adam at 0.01, a tenth of it after 3,000, clipped",
            "  at 1. One way only: a two-way network would read the days that it is to forecast.",
            "",
            "Examples:",
            "  janus train births",
            "  janus train births --cell gru --seed 3",
            "  janus train births --validation --rate 0.003"})
final class TrainBirths extends TaskCommand {
    @Option(names = "--data", paramLabel = "FILE",
            description = "Days of your own: CSV with the columns year,month,date_of_month,day_of_week,births.")
    private Path data;

    @Option(names = "--validation",
            description = "Leave the test alone: learn without the last two years before it, and be judged by those, to "
                + "choose settings by.")
    private boolean validation;

    @Override
    Task task() {
        BirthsTask births = data == null ? BirthsTask.unitedStates() : BirthsTask.read(data);
        return validation ? births.validation() : births;
    }
}
