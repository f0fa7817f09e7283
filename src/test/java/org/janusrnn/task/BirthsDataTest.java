package org.janusrnn.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BirthsDataTest {
    private static final String HEADER = "year,month,date_of_month,day_of_week,births";

    /** Days from a Monday on, each with its number. */
    private static List<String> days(int count) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        for (int day = 0; day < count; day++) {
            LocalDate date = LocalDate.of(2001, 1, 1).plusDays(day);
            lines.add(date.getYear() + "," + date.getMonthValue() + "," + date.getDayOfMonth() + ","
                    + date.getDayOfWeek().getValue() + "," + day);
        }
        return lines;
    }

    private static BirthsData parse(List<String> lines) throws IOException {
        return BirthsData.parse(Path.of("days.csv"), new StringReader(String.join("\n", lines)));
    }

    /** The errors were computed with a few lines of Python from the same file. */
    @Test
    void theDataOfTheUnitedStatesHaveTheirKnownErrors() {
        BirthsData data = BirthsData.unitedStates();
        assertThat(data.days()).isEqualTo(5479);
        assertThat(data.first()).isEqualTo("2000-01-01");
        assertThat(data.births()[0]).isEqualTo(9083);
        assertThat(data.date(data.days() - 1)).isEqualTo("2014-12-31");
        assertThat(data.births()[data.days() - 1]).isEqualTo(11990);
        assertThat(data.date(data.testStart())).isEqualTo("2013-01-01");
        assertThat(data.errorOfDaysBefore(7)).isCloseTo(438.17808219, within(1e-8));
        assertThat(data.errorOfDaysBefore(364)).isCloseTo(353.09589041, within(1e-8));
        assertThat(data.errorOfDaysBefore(1)).isCloseTo(1663.49315068, within(1e-8));
    }

    @Test
    void readsDaysInOrder() throws IOException {
        BirthsData data = parse(days(1200));
        assertThat(data.days()).isEqualTo(1200);
        assertThat(data.testStart()).isEqualTo(470);
        assertThat(data.births()).startsWith(0, 1, 2).endsWith(1198, 1199);
        assertThat(data.errorOfDaysBefore(7)).isEqualTo(7);
    }

    /** The line that stands in place of the fifth day, which is on line 6 of the file. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2001,1,5,5        | it has 4 columns, not 5: '2001,1,5,5'",
        "2001,1,5,5,many   | 'many' is no whole number",
        "2001,1,5,5,-3     | -3 births are less than none",
        "2001,13,5,5,4     | there is no such day: Invalid value for MonthOfYear (valid values 1 - 12): 13",
        "2001,1,6,6,4      | this is 2001-01-06, after 2001-01-04 must come 2001-01-05",
        "2001,1,4,4,4      | this is 2001-01-04, after 2001-01-04 must come 2001-01-05",
        "2001,1,5,4,4      | 2001-01-05 is day 5 of the week (Monday is 1), not 4",
    })
    void aBrokenLineIsNamed(String line, String fault) {
        List<String> lines = days(1200);
        lines.set(5, line);
        assertThatThrownBy(() -> parse(lines)).isInstanceOf(DataFileException.class)
                .hasMessage("days.csv, line 6: " + fault);
    }

    @Test
    void otherColumnsAreRefused() {
        List<String> lines = days(1200);
        lines.set(0, "date,births");
        assertThatThrownBy(() -> parse(lines)).isInstanceOf(DataFileException.class).hasMessage(
                "days.csv, line 1: the columns must be '" + HEADER + "', not 'date,births'");
        assertThatThrownBy(() -> parse(List.of())).isInstanceOf(DataFileException.class).hasMessageContaining("line 1");
    }

    @Test
    void tooFewDaysAreRefused() {
        assertThatThrownBy(() -> parse(days(1095))).isInstanceOf(DataFileException.class).hasMessage(
                "days.csv: it has 1095 days, at least 1096 are needed: a year to learn from and two for the test");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> BirthsData.read(Path.of("nowhere.csv")))
                .hasMessageContaining("nowhere.csv").hasCauseInstanceOf(NoSuchFileException.class);
    }
}
