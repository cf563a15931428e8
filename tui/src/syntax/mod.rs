//! What the words of a source are, for colours: line by line, with what a line passes on to the next.
//!
//! Invariants: a line takes time in proportion to its length, whatever is in it; what a line passes on has a constant
//! size, so that it can be kept for every so many lines of a text of any length. Nothing here knows whether a program
//! is right: it tells words apart as editors do.

mod listing;
mod words;
mod written;

pub use words::Language;

/// What a word is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Token {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A keyword, or what an instruction does.
    Keyword,
    /// A type.
    Type,
    /// A function where it is called or defined.
    Function,
    /// A name that stands out: `$local` of WebAssembly text.
    Name,
    /// A text or a character in quotes.
    Text,
    /// A number, or a constant that is written like one.
    Number,
    /// A comment.
    Comment,
    /// A macro, an attribute, a directive, a lifetime.
    Macro,
    /// A place in code.
    Address,
}

/// So many bytes of a line, and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Bytes.
    pub length: u32,
    /// What they are.
    pub token: Token,
}

/// Characters of the mark that ends a raw text of C++, which the language bounds.
const FENCE: usize = 16;

/// What a line passes on to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carry {
    /// Nothing: it ends in code.
    #[default]
    Code,
    /// A comment that is open, so many deep.
    Comment(u32),
    /// A comment of one line, which ended with a backslash.
    LineComment,
    /// A text that ends with this quote, and knows escapes.
    Text(u8),
    /// A text that ends with a quote and so many `#`.
    Hashed(u8),
    /// A text that ends with `)`, these characters and a quote.
    Fenced([u8; FENCE], u8),
    /// An attribute in so many brackets.
    Attribute(u32),
}

/// Tells the words of a line apart. Of its first `most` bytes adds what they are to `spans`, all in all as long as the line
/// is up to there; what is behind counts for what is passed on alone.
pub fn scan(language: Language, carry: &mut Carry, line: &str, most: usize, spans: &mut Vec<Span>) {
    let mut painting = Painting { spans, first: true, end: 0, most };
    match language {
        Language::Listing => listing::scan(line, &mut painting),
        _ => written::scan(language, carry, line, &mut painting),
    }
    painting.upto(line.len(), Token::Plain);
}

/// The spans of one line as they are found.
struct Painting<'a> {
    spans: &'a mut Vec<Span>,
    /// None of this line's is there yet.
    first: bool,
    /// Bytes that have been told of.
    end: usize,
    most: usize,
}

impl Painting<'_> {
    /// What comes is not told of any more.
    const fn is_full(&self) -> bool {
        self.end >= self.most
    }

    /// All from where it was told last up to here is this.
    fn upto(&mut self, end: usize, token: Token) {
        let end = end.min(self.most);
        let Some(length) = end.checked_sub(self.end).filter(|&length| length > 0) else { return };
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.end = end;
        match self.spans.last_mut().filter(|last| !self.first && last.token == token) {
            Some(last) => last.length += length,
            None => self.spans.push(Span { length, token }),
        }
        self.first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with its words marked: `k` for keywords and so on, blanks for what is plain.
    fn marked(language: Language, text: &str) -> String {
        let mut carry = Carry::default();
        let mut marked = String::new();
        for line in text.lines() {
            let mut spans = Vec::new();
            scan(language, &mut carry, line, usize::MAX, &mut spans);
            assert_eq!(spans.iter().map(|span| span.length as usize).sum::<usize>(), line.len());
            marked.push_str(line);
            marked.push('\n');
            let mut at = 0;
            let mut marks = String::new();
            for span in spans {
                let sign = match span.token {
                    Token::Plain => ' ',
                    Token::Keyword => 'k',
                    Token::Type => 't',
                    Token::Function => 'f',
                    Token::Name => 'n',
                    Token::Text => '"',
                    Token::Number => '0',
                    Token::Comment => '/',
                    Token::Macro => '#',
                    Token::Address => '@',
                };
                let end = at + span.length as usize;
                marks.extend(line[at..end].chars().map(|_| sign));
                at = end;
            }
            marked.push_str(marks.trim_end());
            marked.push('\n');
        }
        marked
    }

    fn check(language: Language, text: &str, expected: &expect_test::Expect) {
        expected.assert_eq(&marked(language, text));
    }

    #[test]
    fn rust() {
        let text = r####"#[derive(Debug, Clone)]
#![allow(
    dead_code, // why
)]
pub(crate) fn area<'a>(shape: &'a Shape) -> Option<f64> {
    let c = '\''; let d = 'x'; let b = b'\xff'; /* one /* two */ still */
    println!("a \" b {}", MAX_LEN + 0x1f_u8 + 1.5e-3 + 1..2);
    let raw = r#"quote " here
and there"#; let r#type = "runs
on"; x != y; vec![self.len(), Self::of::<u8>()]
}"####;
        check(
            Language::Rust,
            text,
            &expect_test::expect![[r##"
                #[derive(Debug, Clone)]
                #######################
                #![allow(
                #########
                    dead_code, // why
                ###############//////
                )]
                ##
                pub(crate) fn area<'a>(shape: &'a Shape) -> Option<f64> {
                kkk kkkkk  kk ffff ##          ## ttttt     tttttt ttt
                    let c = '\''; let d = 'x'; let b = b'\xff'; /* one /* two */ still */
                    kkk     """"  kkk     """  kkk     """""""  /////////////////////////
                    println!("a \" b {}", MAX_LEN + 0x1f_u8 + 1.5e-3 + 1..2);
                    ######## """""""""""  0000000   0000000   000000   0  0
                    let raw = r#"quote " here
                    kkk       """""""""""""""
                and there"#; let r#type = "runs
                """""""""""  kkk   kkkk   """""
                on"; x != y; vec![self.len(), Self::of::<u8>()]
                """          #### kkkk fff    kkkk       tt
                }

            "##]],
        );
    }

    #[test]
    fn c_and_cpp() {
        let text = r####"#include <stdio.h> // in
#define MAX(a, b) ((a) > (b) ? (a) : (b)) \
  /* more */
static const uint32_t mask = 0xFFu; // goes \
on here
struct shape *s = malloc(sizeof(struct shape)); char c = '\'', *t = "a\"b\
c"; int unterminated = "oh
return 1;"####;
        check(
            Language::C,
            text,
            &expect_test::expect![[r##"
            #include <stdio.h> // in
            ########"""""""""" /////
            #define MAX(a, b) ((a) > (b) ? (a) : (b)) \
            ####### fff
              /* more */
              //////////
            static const uint32_t mask = 0xFFu; // goes \
            kkkkkk kkkkk tttttttt        00000  /////////
            on here
            ///////
            struct shape *s = malloc(sizeof(struct shape)); char c = '\'', *t = "a\"b\
            kkkkkk ttttt      ffffff kkkkkk kkkkkk ttttt    tttt     """"       """"""
            c"; int unterminated = "oh
            ""  ttt                """
            return 1;
            kkkkkk 0
        "##]],
        );
        let text = r####"template <typename T> class Box final : public Base<T> {
  auto s = R"x(raw " )" here
)x" + 1'000'000; std::vector<int> v; co_await next(); [[nodiscard]] bool ok() const noexcept;"####;
        check(
            Language::Cpp,
            text,
            &expect_test::expect![[r#"
            template <typename T> class Box final : public Base<T> {
            kkkkkkkk  kkkkkkkk t  kkkkk ttt kkkkk   kkkkkk tttt t
              auto s = R"x(raw " )" here
              kkkk     """""""""""""""""
            )x" + 1'000'000; std::vector<int> v; co_await next(); [[nodiscard]] bool ok() const noexcept;
            """   000000000              ttt     kkkkkkkk ffff    ############# tttt ff   kkkkk kkkkkkkk
        "#]],
        );
    }

    #[test]
    fn zig_and_assemblyscript() {
        let text = r####"const std = @import("std");
pub fn main() !void { // go
    const text =
        \\a "line" of text
    ;
    var x: u7 = 'a'; if (x == 1) return error.Bad else unreachable;
}"####;
        check(
            Language::Zig,
            text,
            &expect_test::expect![[r#"
            const std = @import("std");
            kkkkk       ####### """""
            pub fn main() !void { // go
            kkk kk ffff    tttt   /////
                const text =
                kkkkk
                    \\a "line" of text
                    """"""""""""""""""
                ;

                var x: u7 = 'a'; if (x == 1) return error.Bad else unreachable;
                kkk    tt   """  kk       0  kkkkkk kkkkk ttt kkkk kkkkkkkkkkk
            }

        "#]],
        );
        let text = r####"export function fill<T>(a: Array<i32>, n: i32 = 1): void {
  @inline let s = `a ${n}
b`; const re = 'it\'s'; this.len = null; /** doc
*/ return new Box(s);"####;
        check(
            Language::TypeScript,
            text,
            &expect_test::expect![[r#"
                export function fill<T>(a: Array<i32>, n: i32 = 1): void {
                kkkkkk kkkkkkkk ffff t     ttttt ttt      ttt   0   tttt
                  @inline let s = `a ${n}
                  ####### kkk     """""""
                b`; const re = 'it\'s'; this.len = null; /** doc
                ""  kkkkk      """""""  kkkk       0000  ///////
                */ return new Box(s);
                // kkkkkk kkk fff
            "#]],
        );
    }

    #[test]
    fn webassembly_text_and_listings() {
        let text = r####"(module (; a (; b ;) ;) ;; c
  (func $add (export "add") (param $a i32) (result i32)
    local.get $a
    i32.load offset=8 align=4
    (i32.add (i32.const -0x1f) (f64.const nan:0x1))
    br_if 0 call $f ref.null extern))"####;
        check(
            Language::Wat,
            text,
            &expect_test::expect![[r#"
            (module (; a (; b ;) ;) ;; c
             kkkkkk /////////////// ////
              (func $add (export "add") (param $a i32) (result i32)
               kkkk nnnn  kkkkkk """""   kkkkk nn ttt   kkkkkk ttt
                local.get $a
                kkkkkkkkk nn
                i32.load offset=8 align=4
                kkkkkkkk ######## #######
                (i32.add (i32.const -0x1f) (f64.const nan:0x1))
                 kkkkkkk  kkkkkkkkk 00000   kkkkkkkkk 0000000
                br_if 0 call $f ref.null extern))
                kkkkk 0 kkkk nn kkkkkkkk tttttt
        "#]],
        );
        let text = "func[58] <f<g>.h> (i32) -> ():\n000041de:   call 5 <_start>\n000041e0:   i32.load offset=8 ; main.c:3";
        check(
            Language::Listing,
            text,
            &expect_test::expect![[r#"
                func[58] <f<g>.h> (i32) -> ():
                kkkkkkkk ffffffff ttttt
                000041de:   call 5 <_start>
                @@@@@@@@@   kkkk 0 ffffffff
                000041e0:   i32.load offset=8 ; main.c:3
                @@@@@@@@@   kkkkkkkk ########///////////
            "#]],
        );
    }

    #[test]
    fn only_the_beginning_of_a_long_line_is_told_but_all_of_it_counts() {
        let line = format!("{}/* open", "x + ".repeat(1000));
        let (mut carry, mut spans) = (Carry::default(), Vec::new());
        scan(Language::C, &mut carry, &line, 10, &mut spans);
        assert_eq!(spans, [Span { length: 10, token: Token::Plain }]);
        assert_eq!(carry, Carry::Comment(1));
    }

    #[test]
    fn no_text_is_too_much() {
        let pieces = [
            "'", "\"", "\\", "/*", "*/", "//", "r#", "R\"", "R\"(", "#[", "]", "`", "(;", ";)",
            "@", "$", "é", "日", "1e", "0x", "1.", "..", "#", "b'", "u8\"", "{", "\u{202e}", "'é'",
            "'\\", "x", " ",
        ];
        let mut state = 7_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize
        };
        for language in Language::ALL {
            let mut carry = Carry::default();
            for _ in 0..2000 {
                let line: String =
                    (0..next() % 12).map(|_| pieces[next() % pieces.len()]).collect();
                let mut spans = Vec::new();
                scan(language, &mut carry, &line, usize::MAX, &mut spans);
                let mut at = 0;
                for span in &spans {
                    at += span.length as usize;
                    assert!(line.is_char_boundary(at), "{language:?}: {line:?} {spans:?}");
                }
                assert_eq!(at, line.len());
            }
        }
    }
}
