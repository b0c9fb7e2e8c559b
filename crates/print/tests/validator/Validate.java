import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges files by veraPDF: a level (2b, 3b) and a path for each; answers one line for a file, then one for each fault. */
public class Validate {
    public static void main(String[] words) {
        VeraGreenfieldFoundryProvider.initialise();
        for (int at = 0; at + 1 < words.length; at += 2) {
            say("file", words[at + 1], judge(PDFAFlavour.byFlavourId(words[at]), words[at + 1]));
        }
    }

    /** The number of checks made: none when the file cannot be read at all. */
    private static String judge(PDFAFlavour level, String path) {
        try (FileInputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, level);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(level, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                    say("fault", path, rule + " " + one.getMessage() + " @ " + one.getLocation().getContext());
                }
            }
            if (!result.isCompliant()) {
                say("fault", path, "not compliant");
            }
            return Integer.toString(result.getTotalAssertions());
        } catch (Exception error) {
            say("fault", path, error.toString());
            return "0";
        }
    }

    private static void say(String what, String path, String words) {
        System.out.println(what + "\t" + path + "\t" + words.replaceAll("\\s+", " "));
    }
}
