import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * For each line “profile FILE” or “reason FILE” on standard input, FILE being RDF/XML, prints what is found and a line
 * with a full stop: the ways in which it leaves OWL 2 DL, or the classes that can have no instance, or “inconsistent”.
 * HermiT and the OWL API come with owlready2. One process answers all, for most of the time goes into starting it.
 */
public class OntologyChecks {
    public static void main(String[] arguments) throws Exception {
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split(" ", 2);
            File file = new File(words[1]);
            OWLOntology ontology = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(file);
            if (words[0].equals("profile")) {
                for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
                    out.println(violation.toString().replace('\n', ' '));
                }
            } else {
                Reasoner reasoner = new Reasoner(new Configuration(), ontology);
                if (!reasoner.isConsistent()) {
                    out.println("inconsistent");
                } else {
                    for (OWLClass empty : reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()) {
                        out.println(empty.getIRI());
                    }
                }
            }
            out.println(".");
        }
    }
}
