//! What each kind of member is read from.

use super::*;
use crate::schema::{Member, Target};

#[test]
fn names_count_without_their_prefixes_and_the_outermost_does_not_count() {
    for root in ["R", "Wide", "a:b", "R xmlns='urn:x'", "R xmlns:q=\"urn:y\" q:z='1'"] {
        let end = root.split(' ').next().unwrap();
        let body =
            format!("<?xml version='1.0' encoding='UTF-8'?>\n<!-- hi -->\n<{root}><x:s>a</x:s></{end}>\n");
        let (wide, unknowns) = read(body.as_bytes()).unwrap();
        assert_eq!((wide.string.as_deref(), unknowns), (Some("a"), Vec::new()), "{body}");
    }
    let with_mark = [b"\xef\xbb\xbf", "<R><s>ü</s></R>".as_bytes()].concat();
    assert_eq!(read(&with_mark).unwrap().0.string.as_deref(), Some("ü"));
}

#[test]
fn a_name_of_the_model_counts_where_none_of_the_wire_does() {
    assert_eq!(inside("<String>a</String>").string.as_deref(), Some("a"));
    assert_eq!(read(b"<R><Kind>a</Kind></R>").unwrap().1.len(), 1);
}

#[test]
fn white_space_belongs_to_text_alone() {
    let wide = inside(
        "<Boolean> TRUE </Boolean><i>\n 7 </i><Double> 1.5 </Double><s> a\r\n b </s><Colour>RED</Colour>\
         <Blob> /w\n A= </Blob><Time> 2026-01-31T12:00:00Z </Time>",
    );
    assert_eq!((wide.boolean, wide.integer, wide.double), (Some(true), Some(7), Some(1.5)));
    assert_eq!((wide.string.as_deref(), wide.colour), (Some(" a\n b "), Some(Colour::Red)));
    assert_eq!(wide.blob.as_deref(), Some(&b"\xff\x00"[..]));
    assert_eq!(wide.time, Some(Timestamp::from_secs(1_769_860_800)));
}

#[test]
fn text_is_put_together_of_what_it_comes_in() {
    let text = |text: &str| inside(&format!("<s>{text}</s>")).string.unwrap();
    assert_eq!(text(""), "");
    assert_eq!(text("a<!-- b -->c<?d e?>f"), "acf");
    assert_eq!(text("<![CDATA[<a>&amp;]]> b"), "<a>&amp; b");
    assert_eq!(text("&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x0d;&#10;"), "<>&\"'AB\r\n");
    assert_eq!(text("\r\r\n\n"), "\n\n\n");
    assert_eq!(inside("<s/>").string.as_deref(), Some(""));
    assert_eq!(inside("<Blob/>").blob, Some(Bytes::new()));
}

#[test]
fn an_element_that_says_so_stands_for_nothing() {
    let wide = inside("<s x:nil='true'>a</s><i nil=\"1\"/><Boolean xsi:nil='false'>true</Boolean>");
    assert_eq!((wide.string, wide.integer, wide.boolean), (None, None, Some(true)));
}

#[test]
fn lists_take_every_child_and_flattened_ones_those_of_their_name_wherever_they_stand() {
    let wide = inside("<List><member>1</member><other>2</other>\n</List><Named><Item>a</Item><x/></Named>");
    assert_eq!((wide.list, wide.named), (Some(vec![1, 2]), Some(vec!["a".to_owned(), String::new()])));
    assert_eq!(inside("<List/>").list, Some(Vec::new()));
    let wide = inside(
        "<Flat><i>1</i></Flat><s>x</s><Required>a</Required><Flat/><Required>b</Required><i>9</i><Flat><i>3</i></Flat>",
    );
    let numbers: Vec<_> = wide.flat.unwrap().iter().map(|wide| wide.integer).collect();
    assert_eq!(numbers, [Some(1), None, Some(3)]);
    assert_eq!((wide.string.as_deref(), wide.integer), (Some("x"), Some(9)));
    assert_eq!(wide.required, ["a", "b"]);
    // What comes twice and is not flattened counts once: the last.
    let wide = inside("<I><Flat/><i>1</i></I><I><Flat/></I><List><a>1</a></List><List><a>2</a></List>");
    let inner = wide.inner.unwrap();
    assert_eq!((inner.flat.unwrap().len(), inner.integer, wide.list), (1, None, Some(vec![2])));
}

#[test]
fn maps_have_entries_with_keys_and_values_in_any_order() {
    let wide = inside(
        "<Map><entry><key>a</key><value>1</value></entry><x><value>2</value><key>b</key></x></Map>\
         <DeepMap><entry><V><i>5</i><DeepMap><e><V><i>6</i></V><K>in</K></e></DeepMap></V><K>out</K></entry></DeepMap>\
         <FlatMap><key>c</key><value>d</value></FlatMap><s>x</s><FlatMap><value>f</value><key>e</key></FlatMap>\
         <i>1</i>",
    );
    assert_eq!(wide.map, Some(HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
    let deep = &wide.deep_map.unwrap()["out"];
    assert_eq!((deep.integer, deep.deep_map.as_ref().unwrap()["in"].integer), (Some(5), Some(6)));
    let flat = wide.flat_map.unwrap();
    assert_eq!((flat["c"].as_str(), flat["e"].as_str()), ("d", "f"));
    assert_eq!((wide.string.as_deref(), wide.integer), (Some("x"), Some(1)));
    assert_eq!(
        misfit("<Map><entry><value>1</value></entry></Map>"),
        "Map{…}: expected an entry with a key at byte 8"
    );
    assert_eq!(
        misfit("<Map><entry><value>x</value><key>k</key></entry></Map>"),
        "Map{…}: expected an integer of 32 bits at byte 15"
    );
}

#[test]
fn attributes_are_members_by_their_names_without_prefixes() {
    let inner = inside("<I xmlns:x='urn:any' x:type='a &amp; &#66;' other='1'></I>").inner.unwrap();
    assert_eq!(inner.kind.as_deref(), Some("a & B"));
    let (wide, unknowns) = read(b"<R xsi:type='t'><type>no</type><s/></R>").unwrap();
    assert_eq!((wide.kind.as_deref(), unknowns.len()), (Some("t"), 1));
}

#[test]
fn a_union_holds_the_first_that_the_model_knows() {
    let choice = |children: &str| {
        let (wide, unknowns) = read(format!("<R><Choice>{children}</Choice></R>").as_bytes()).unwrap();
        let paths: Vec<_> = unknowns.iter().map(ToString::to_string).collect();
        (wide.choice.unwrap(), paths.join("; "))
    };
    assert!(choice("<Text>a</Text>") == (Choice::Text("a".to_owned()), String::new()));
    assert!(choice("<n>1</n> <n>2</n>") == (Choice::Numbers(vec![1, 2]), String::new()));
    let (chosen, told) = choice("<n>1</n><Text>b</Text>");
    assert!(chosen == Choice::Numbers(vec![1]));
    assert_eq!(told, "Choice.Text: a second member of a union, which was not read");
    assert!(choice("<New><x/></New>").0 == Choice::Unknown { name: "New".to_owned() });
    assert!(choice("").0 == Choice::Unknown { name: String::new() });
}

#[test]
fn what_the_model_does_not_know_is_told_and_passed_over() {
    let body = b"<R><New><a>1<b/></a></New><Flat/><Flat><Newer/></Flat><Colour>BLUE</Colour><Secret>HUSH</Secret></R>";
    let (wide, unknowns) = read(body).unwrap();
    assert_eq!(wide.flat.map(|flat| flat.len()), Some(2));
    let told: Vec<_> = unknowns.iter().map(ToString::to_string).collect();
    assert_eq!(told[1], "Flat[1].Newer: a member the model does not know");
    assert_eq!(unknowns.len(), 4);
    assert!(!told.concat().contains("HUSH"), "{told:?}");
}

#[test]
fn misfits_have_their_place_and_not_their_text() {
    assert_eq!(misfit("<i>seven</i>"), "Integer: expected an integer of 32 bits at byte 3");
    assert_eq!(misfit("<i/>"), "Integer: expected an integer of 32 bits at byte 3");
    assert_eq!(
        misfit("<Flat/><Flat><I><s><b/></s></I></Flat>"),
        "Flat[1].Inner.String: expected text, and there is an element at byte 22"
    );
    assert_eq!(misfit("<List><a>1</a><a>b</a></List>"), "List[1]: expected an integer of 32 bits at byte 17");
    assert_eq!(misfit("<Blob>*</Blob>"), "Blob: expected base64 at byte 3");
    assert_eq!(misfit("<Time>soon</Time>").split(':').next(), Some("Time"));
}

#[test]
fn members_are_found_inside_of_wrappers() {
    let within = |body: &str, within: &[&str]| {
        let mut wide = Wide::default();
        let unknowns = read_members(&mut wide, body.as_bytes(), within, &["requestId"]);
        unknowns.map(|unknowns| (wide.string, unknowns.len()))
    };
    let reply =
        "<GetResponse><Metadata><s>no</s></Metadata><GetResult><s>a</s></GetResult><x/></GetResponse>";
    assert_eq!(within(reply, &["GetResult"]).unwrap(), (Some("a".to_owned()), 0));
    assert_eq!(within("<R><M/></R>", &["GetResult"]).unwrap(), (None, 0));
    assert_eq!(within("<R/>", &["GetResult"]).unwrap(), (None, 0));
    assert_eq!(within("<R><A><x/></A></R>", &["A", "B"]).unwrap(), (None, 0));
    assert_eq!(
        within("<R><A><B><s>b</s></B><y/></A><z/></R>", &["A", "B"]).unwrap(),
        (Some("b".to_owned()), 0)
    );
    assert_eq!(within("<R><requestId>1</requestId><s>c</s></R>", &[]).unwrap(), (Some("c".to_owned()), 0));
    assert_eq!(within("<R><A><s>b</s></A>", &["A"]).unwrap_err().path, None);
}

#[test]
fn a_body_is_any_single_value() {
    let mut list = Vec::<i32>::new();
    static INTEGER: Member = Member::element(Target::Integer);
    read_value(list.slot(), Target::List(&INTEGER), b"<L><a>1</a><b>2</b></L>").unwrap();
    assert_eq!(list, [1, 2]);
    let mut text = String::new();
    read_value(text.slot(), Target::String, b"<L>eu-west-1</L>").unwrap();
    assert_eq!(text, "eu-west-1");
    let mut choice = Choice::empty();
    read_value(choice.slot(), Choice::target(), b"<C><Text>x</Text></C>").unwrap();
    assert!(choice == Choice::Text("x".to_owned()));
}
