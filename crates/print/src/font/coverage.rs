use super::Fonts;

/// A block of Han characters whose coverage is measured. The counts of assigned characters are those of Unicode 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Block {
    /// Its name, e.g. `扩展 B`.
    pub name: &'static str,
    /// First code point.
    pub first: u32,
    /// Last assigned code point.
    pub last: u32,
}

const BLOCKS: [Block; 10] = [
    Block { name: "基本区", first: 0x4E00, last: 0x9FFF },
    Block { name: "扩展 A", first: 0x3400, last: 0x4DBF },
    Block { name: "扩展 B", first: 0x20000, last: 0x2A6DF },
    Block { name: "扩展 C", first: 0x2A700, last: 0x2B739 },
    Block { name: "扩展 D", first: 0x2B740, last: 0x2B81D },
    Block { name: "扩展 E", first: 0x2B820, last: 0x2CEA1 },
    Block { name: "扩展 F", first: 0x2CEB0, last: 0x2EBE0 },
    Block { name: "扩展 G", first: 0x30000, last: 0x3134A },
    Block { name: "扩展 H", first: 0x31350, last: 0x323AF },
    Block { name: "扩展 I", first: 0x2EBF0, last: 0x2EE5D },
];

/// How much of a block can be printed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Coverage {
    /// The block.
    pub block: Block,
    /// How many characters it has.
    pub characters: usize,
    /// How many of them the chain can print.
    pub covered: usize,
    /// How many each family adds: a character is counted for the first family in the chain that has it.
    pub by_family: Vec<(String, usize)>,
}

impl Fonts {
    /// Measures every block of Han characters against the chain, character by character.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        BLOCKS.iter().map(|block| self.measure(*block)).collect()
    }

    fn measure(&self, block: Block) -> Coverage {
        let mut by_family: Vec<(String, usize)> = self.chain().iter().map(|name| ((*name).to_owned(), 0)).collect();
        let mut covered = 0;
        for character in (block.first..=block.last).filter_map(char::from_u32) {
            let first = self.order().position(|family| family.has.contains(character));
            if let Some((_, count)) = first.and_then(|first| by_family.get_mut(first)) {
                *count += 1;
                covered += 1;
            }
        }
        let characters = (block.last - block.first + 1) as usize;
        Coverage { block, characters, covered, by_family }
    }
}
